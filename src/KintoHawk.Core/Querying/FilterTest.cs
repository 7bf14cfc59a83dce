using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>A filter prepared for many rows (protocol §10.2).</summary>
sealed class FilterTest
{
    readonly FieldPath _field;
    readonly Comparison _comparison;
    readonly FieldValue _value;
    readonly HashSet<FieldValue> _values = [];
    readonly LikePattern? _pattern;
    readonly bool _wantsPresent;

    public FilterTest(Filter filter)
    {
        (_field, _comparison, _value) = filter;
        if (_comparison is Comparison.In or Comparison.Exclude or Comparison.Contains or Comparison.ContainsAny)
            _values = [.. _value.Kind is FieldKind.Array ? _value.GetElements() : [_value]];
        if (_comparison is Comparison.Like)
            _pattern = new LikePattern(_value.GetString() ?? _value.GetScalarText() ?? "");
        _wantsPresent = _value.IsTruthy;
    }

    /// <summary>True when the row satisfies the filter.</summary>
    public bool Matches(StoredObject row)
    {
        var found = _field.Read(row);
        return _comparison switch
        {
            Comparison.Equal => !found.IsMissing && found.Equals(_value),
            Comparison.Not => found.IsMissing || !found.Equals(_value),
            Comparison.Min => found.CompareTo(_value) >= 0,
            Comparison.Max => found.CompareTo(_value) <= 0,
            Comparison.GreaterThan => found.CompareTo(_value) > 0,
            Comparison.LessThan => found.CompareTo(_value) < 0,
            Comparison.In => !found.IsMissing && _values.Contains(found),
            Comparison.Exclude => found.IsMissing || !_values.Contains(found),
            Comparison.Like => PatternText.Of(found) is { } text && _pattern!.Matches(text),
            Comparison.Has => found.IsMissing != _wantsPresent,
            Comparison.Contains => found.Kind is FieldKind.Array && _values.IsSubsetOf(found.GetElements()),
            Comparison.ContainsAny => found.Kind is FieldKind.Array && _values.Overlaps(found.GetElements()),
            _ => throw new InvalidOperationException($"Unknown comparison {_comparison}."),
        };
    }
}
