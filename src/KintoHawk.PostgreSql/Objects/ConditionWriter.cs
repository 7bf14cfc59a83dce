using System.Globalization;
using System.Numerics;
using KintoHawk.Core.Querying;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Writes filters and page starts as conditions on the columns of <c>objects</c>, with the meaning of the protocol (§10.2): a field that is missing is NULL, and
/// greater than every value. Names and values are parameters.
/// </summary>
sealed class ConditionWriter(ParameterList parameters)
{
    const string Always = "TRUE";
    const string Never = "FALSE";

    readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>A condition that holds when all filters do.</summary>
    public string Write(IEnumerable<Filter> filters)
    {
        var all = filters.Select(Write).Where(static condition => condition != Always).ToList();
        return all.Count == 0 ? Always : string.Join(" AND ", all);
    }

    /// <summary>A condition that holds when the filter does.</summary>
    public string Write(Filter filter)
    {
        var (field, comparison, value) = filter;
        return comparison switch
        {
            Comparison.Equal => IsEqual(field, value),
            Comparison.Not => Not(IsEqual(field, value)),
            Comparison.Min => IsGreater(field, value, orEqual: true),
            Comparison.GreaterThan => IsGreater(field, value, orEqual: false),
            Comparison.Max => IsLess(field, value, orEqual: true),
            Comparison.LessThan => IsLess(field, value, orEqual: false),
            Comparison.In => IsAmong(field, ValuesOf(value)),
            Comparison.Exclude => Not(IsAmong(field, ValuesOf(value))),
            Comparison.Like => IsLike(field, value),
            Comparison.Has => IsServerField(field) ? Constant(value.IsTruthy) : $"{Column(field)} IS {(value.IsTruthy ? "NOT NULL" : "NULL")}",
            Comparison.Contains => HasAll(field, ValuesOf(value)),
            Comparison.ContainsAny => HasAny(field, ValuesOf(value)),
            _ => throw new InvalidOperationException($"Unknown comparison {comparison}."),
        };
    }

    /// <summary>A condition that holds for rows that come after these sort values; those left out at the end are missing.</summary>
    /// <param name="sorts">The order.</param>
    /// <param name="after">The sort values.</param>
    /// <param name="isUnique">True when no two rows share a <c>last_modified</c>, so that nothing that comes after it in the order counts.</param>
    public string WriteStart(IReadOnlyList<Sort> sorts, IReadOnlyList<FieldValue> after, bool isUnique)
    {
        var ways = new List<string>();
        var tied = new List<string>();
        for (var i = 0; i < sorts.Count; i++)
        {
            var field = sorts[i].Field;
            var value = i < after.Count ? after[i] : FieldValue.Missing;
            var comesLater = sorts[i].Descending ? IsLess(field, value, orEqual: false) : IsGreater(field, value, orEqual: false);
            ways.Add(string.Join(" AND ", [.. tied, comesLater]));
            if (isUnique && field.Equals(FieldPath.LastModified))
                break;
            tied.Add(IsEqual(field, value, missingToo: true));
        }

        return $"({string.Join(" OR ", ways)})";
    }

    /// <summary>The sort keys of an order. A nested array compares as every other value does; at the top an empty one would come before null.</summary>
    public string WriteOrder(IEnumerable<Sort> sorts) => string.Join(", ", sorts.Select(sort =>
    {
        var direction = sort.Descending ? " DESC" : "";
        var column = Column(sort.Field);
        return IsServerField(sort.Field) ? column + direction : $"{column} IS NULL{direction}, jsonb_build_array({column}){direction}";
    }));

    /// <summary>A field as an expression: a column of its own type for <c>id</c> and <c>last_modified</c>, else of jsonb.</summary>
    string Column(FieldPath field)
    {
        if (IsServerField(field))
            return field.Name;
        if (_fields.TryGetValue(field.Name, out var known))
            return known;
        return _fields[field.Name] = field.Name.Contains('\0')
            ? "(NULL::jsonb)"
            : $"(data{string.Concat(field.Segments.Select(segment => $" -> {parameters.Text(segment)}"))})";
    }

    string IsEqual(FieldPath field, FieldValue value, bool missingToo = false)
    {
        if (value.IsMissing)
            return IsServerField(field) || !missingToo ? Never : $"{Column(field)} IS NULL";
        if (field.Equals(FieldPath.LastModified))
            return IntegerOf(value) is { } moment ? $"(last_modified >= {parameters.Moment(ShownTime.FirstAt(moment))} AND last_modified < {parameters.Moment(ShownTime.FirstAfter(moment))})" : Never;
        if (Unstorable.IsIn(value))
            return Never;
        if (field.Equals(FieldPath.Id))
            return value.GetString() is { } id ? $"id = {parameters.Text(id)}" : Never;
        if (field.Name.Contains('\0'))
            return Never;
        // Containment of a scalar is equality, and what operators make indexes for (kinto-postgres §1).
        return value.Kind is FieldKind.Array or FieldKind.Object
            ? $"{Column(field)} = {parameters.Json(value)}"
            : $"data @> {parameters.Json(Nested(field, value))}";
    }

    string IsGreater(FieldPath field, FieldValue value, bool orEqual)
    {
        if (value.IsMissing)
            return IsServerField(field) || !orEqual ? Never : $"{Column(field)} IS NULL";
        if (field.Equals(FieldPath.LastModified))
            return value.Kind is FieldKind.Number ? $"last_modified >= {parameters.Moment(orEqual ? ShownTime.FirstAt(Ceiling(value)) : ShownTime.FirstAfter(Floor(value)))}" : Constant(IsOfGreaterKind(FieldKind.Number, value));
        if (field.Equals(FieldPath.Id))
            return value.GetString() is { } id ? $"id {(orEqual ? ">=" : ">")} {parameters.Text(id)}" : Constant(IsOfGreaterKind(FieldKind.String, value));
        var column = Column(field);
        var compared = value.Kind switch
        {
            FieldKind.Array or FieldKind.Object => $"jsonb_build_array({column}) {(orEqual ? ">=" : ">")} jsonb_build_array({parameters.Json(value)})",
            _ => $"{column} {(orEqual ? ">=" : ">")} {parameters.Json(value)} OR {column} = '[]'",
        };
        return $"({column} IS NULL OR {compared})";
    }

    string IsLess(FieldPath field, FieldValue value, bool orEqual)
    {
        if (value.IsMissing)
            return orEqual ? Always : Not(IsEqual(field, value, missingToo: true));
        if (field.Equals(FieldPath.LastModified))
            return value.Kind is FieldKind.Number ? $"last_modified < {parameters.Moment(orEqual ? ShownTime.FirstAfter(Floor(value)) : ShownTime.FirstAt(Ceiling(value)))}" : Constant(!IsOfGreaterKind(FieldKind.Number, value));
        if (field.Equals(FieldPath.Id))
            return value.GetString() is { } id ? $"id {(orEqual ? "<=" : "<")} {parameters.Text(id)}" : Constant(!IsOfGreaterKind(FieldKind.String, value));
        var column = Column(field);
        return value.Kind switch
        {
            FieldKind.Array or FieldKind.Object => $"({column} IS NOT NULL AND jsonb_build_array({column}) {(orEqual ? "<=" : "<")} jsonb_build_array({parameters.Json(value)}))",
            _ => $"({column} {(orEqual ? "<=" : "<")} {parameters.Json(value)} AND {column} <> '[]')",
        };
    }

    string IsAmong(FieldPath field, IEnumerable<FieldValue> values)
    {
        if (field.Equals(FieldPath.LastModified))
            return $"as_epoch(last_modified) = ANY({parameters.Numbers(values.Select(IntegerOf).OfType<long>())})";
        var storable = values.Where(static value => !Unstorable.IsIn(value)).Distinct().ToList();
        return field.Equals(FieldPath.Id)
            ? $"id = ANY({parameters.Texts(storable.Select(static value => value.GetString()).OfType<string>())})"
            : $"{Column(field)} = ANY({parameters.Jsons(storable)})";
    }

    string IsLike(FieldPath field, FieldValue value)
    {
        var pattern = value.Kind is FieldKind.Number or FieldKind.Boolean ? value.ToString() : value.GetString() ?? "";
        if (pattern.Contains('\0'))
            return Never;
        var (matches, text) = TextPattern.Of(pattern);
        var match = $"{matches} {parameters.Text(text)}";
        if (field.Equals(FieldPath.Id))
            return $"id {match}";
        if (field.Equals(FieldPath.LastModified))
            return $"as_epoch(last_modified)::text {match}";
        var column = Column(field);
        return $"{column} #>> '{{}}' {match}";
    }

    string HasAll(FieldPath field, List<FieldValue> values)
    {
        if (IsServerField(field) || values.Exists(Unstorable.IsIn) || field.Name.Contains('\0'))
            return Never;
        // An array contains an array or object when it has one that contains it; what is asked for is one that equals it.
        return values.Exists(static value => value.Kind is FieldKind.Array or FieldKind.Object)
            ? WithElements(Column(field), "@>", values)
            : $"data @> {parameters.Json(Nested(field, FieldValue.FromValues(values)))}";
    }

    string HasAny(FieldPath field, List<FieldValue> values) =>
        IsServerField(field) ? Never : WithElements(Column(field), "&&", [.. values.Where(static value => !Unstorable.IsIn(value))]);

    string WithElements(string column, string comparison, IEnumerable<FieldValue> values) =>
        $"CASE WHEN jsonb_typeof({column}) = 'array' THEN ARRAY(SELECT jsonb_array_elements({column})) {comparison} {parameters.Jsons(values)} ELSE FALSE END";

    static List<FieldValue> ValuesOf(FieldValue value) => value.Kind is FieldKind.Array ? [.. value.GetElements()] : [value];

    /// <summary>An object in which the path of the field leads to the value.</summary>
    static FieldValue Nested(FieldPath field, FieldValue value)
    {
        var text = value.ToString();
        foreach (var segment in field.Segments.Reverse())
            text = $"{{{FieldValue.FromString(segment)}:{text}}}";
        return FieldValue.FromJson(System.Text.Encoding.ASCII.GetBytes(text));
    }

    static bool IsServerField(FieldPath field) => field.Equals(FieldPath.Id) || field.Equals(FieldPath.LastModified);

    static string Not(string condition) => condition switch
    {
        Never => Always,
        Always => Never,
        _ => $"({condition}) IS NOT TRUE",
    };

    static string Constant(bool holds) => holds ? Always : Never;

    /// <summary>True when every value of a kind is greater than a value of another kind.</summary>
    static bool IsOfGreaterKind(FieldKind kind, FieldValue value) =>
        (kind is FieldKind.String ? FieldValue.FromString("") : FieldValue.FromInteger(0)).CompareTo(value) > 0;

    static long? IntegerOf(FieldValue value) => value.Kind is FieldKind.Number && Floor(value) is var floor && FieldValue.FromInteger(floor) == value ? floor : null;

    /// <summary>The greatest integer that is not greater; for numbers out of range the nearest within.</summary>
    static long Floor(FieldValue value)
    {
        if (value.TryGetInteger(out var integer))
            return integer;
        var near = NearestOf(value);
        return FieldValue.FromInteger(near).CompareTo(value) > 0 && near > long.MinValue ? near - 1 : near;
    }

    static long Ceiling(FieldValue value)
    {
        var floor = Floor(value);
        return FieldValue.FromInteger(floor).CompareTo(value) < 0 && floor < long.MaxValue ? floor + 1 : floor;
    }

    static long NearestOf(FieldValue value)
    {
        var text = value.ToString();
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact)
            ? (long)decimal.Clamp(decimal.Floor(exact), long.MinValue, long.MaxValue)
            : (long)BigInteger.Min(BigInteger.Max(new BigInteger(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)), long.MinValue), long.MaxValue);
    }
}
