using System.Numerics;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Querying;

/// <summary>Makes conditions of parameters (protocol §10.1, §10.2).</summary>
sealed class FilterReader(QueryOptions options, QueryTimestamps timestamps)
{
    /// <summary>The condition a parameter stands for; null with an error when it makes no sense.</summary>
    public Filter? Read(QueryParameter parameter, out QueryError? error)
    {
        var (comparison, field) = FieldName.Split(parameter.Name);
        error = null;
        var description =
            field.Contains('\0') || parameter.HoldsZeroCharacter ? JsonText.ZeroCharacter
            : !options.Knows(field) ? $"Unknown filter field '{parameter.Name}'"
            : null;
        if (description is null)
        {
            if (ReadValue(parameter, comparison, field, out description) is { } value)
                return new Filter(new FieldPath(field), comparison, value);
        }

        error = new QueryError("querystring", parameter.Name, description ?? $"Invalid value for {parameter.Name}");
        return null;
    }

    /// <summary>The condition of <c>_since</c>, <c>_before</c> or <c>_to</c>.</summary>
    public Filter? ReadBound(QueryParameter parameter, BigInteger? bound, out QueryError? error)
    {
        var timestamp = timestamps.Read(bound);
        error = timestamp is null ? new QueryError("querystring", parameter.Name, $"Invalid value for {parameter.Name}") : null;
        var comparison = parameter.Name == "_since" ? Comparison.GreaterThan : Comparison.LessThan;
        return timestamp is { } value ? new Filter(FieldPath.LastModified, comparison, value) : null;
    }

    // Null without description: the value does not fit.
    FieldValue? ReadValue(QueryParameter parameter, Comparison comparison, string field, out string? description)
    {
        description = null;
        if (comparison is Comparison.Has)
            return parameter.Value;
        if (comparison is Comparison.Like)
            return parameter.Value is { Kind: FieldKind.String } pattern ? Wrap(pattern) : null;

        var value = TypeByName(parameter);
        if (comparison is Comparison.In or Comparison.Exclude or Comparison.Contains or Comparison.ContainsAny && value.GetElements().Count > QueryLimits.MaxValues)
        {
            description = $"There are more than {QueryLimits.MaxValues} values";
            return null;
        }

        return field switch
        {
            "id" => ReadId(parameter, comparison, value, out description),
            "last_modified" => comparison switch
            {
                Comparison.In or Comparison.Exclude => timestamps.ReadAll(value),
                Comparison.Contains or Comparison.ContainsAny => null,
                _ => timestamps.Read(value),
            },
            _ => value,
        };
    }

    // The prefix decides even where the rest is no plain field name and the whole name is the field.
    static FieldValue TypeByName(QueryParameter parameter)
    {
        if (parameter.Name.StartsWith("contains_", StringComparison.Ordinal))
            return parameter.Wrapped;
        if (parameter.Name.StartsWith("in_", StringComparison.Ordinal) || parameter.Name.StartsWith("exclude_", StringComparison.Ordinal))
            return parameter.TypedItems;
        return parameter.Value;
    }

    static FieldValue? ReadId(QueryParameter parameter, Comparison comparison, FieldValue value, out string? description)
    {
        description = null;
        switch (comparison)
        {
            case Comparison.In or Comparison.Exclude:
                return value.GetElements().All(static item => item.Kind is FieldKind.String) ? value : null;
            case Comparison.Contains or Comparison.ContainsAny:
                description = "Field 'id' is not an array";
                return null;
            default:
                // Ids compare as text: gt_id=5 means "5".
                return value.Kind is FieldKind.Number or FieldKind.Boolean ? FieldValue.FromString(parameter.Text.Trim()) : value;
        }
    }

    static FieldValue Wrap(FieldValue pattern)
    {
        var text = pattern.GetString()!;
        return text.Contains('*') ? pattern : FieldValue.FromString($"*{text}*");
    }
}
