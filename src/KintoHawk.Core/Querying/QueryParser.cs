using System.Numerics;

namespace KintoHawk.Core.Querying;

/// <summary>
/// Reads the query strings of lists and objects (protocol §10). Mistakes of type come first and together; only a query free of them is
/// looked at for mistakes of meaning, which come together too. What asks for more than <see cref="QueryLimits"/> is refused.
/// </summary>
public static class QueryParser
{
    static readonly string[] DeclaredIntegers = ["_limit", "_since", "_before", "_to", "last_modified"];
    static readonly string[] DeclaredStrings = ["id", "_token"];

    /// <summary>Reads the query of a list.</summary>
    /// <param name="parameters">The decoded names and values in their order.</param>
    /// <param name="now">The present time; timestamps may be up to a day later.</param>
    /// <param name="options">What the settings and the kind of object say.</param>
    public static ParsedQuery Parse(IEnumerable<KeyValuePair<string, string>> parameters, DateTimeOffset now, QueryOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<QueryError>();
        if (Group(parameters, errors) is not { } named)
            return Refuse(errors);
        var integers = ReadIntegers(named, errors);
        CheckStrings(named, errors);
        if (errors.Count > 0)
            return Refuse(errors);

        var filters = ReadFilters(named, integers, new FilterReader(options, new QueryTimestamps(now)), errors);
        var sorts = ReadSorts(named, options, errors);
        var fields = options.AllowsFields ? ReadFields(named, options, errors) : null;
        var token = ReadToken(named, errors);
        if (errors.Count > 0)
            return Refuse(errors);

        return new ParsedQuery
        {
            Filters = filters,
            Sorts = sorts,
            Limit = EffectiveLimit(integers.GetValueOrDefault("_limit"), options),
            Token = token,
            Fields = fields,
            IncludeTombstones = filters.Exists(static filter => filter.Field.Equals(FieldPath.LastModified)),
            UsesDeprecatedTo = named.ContainsKey("_to"),
        };
    }

    /// <summary>Reads the query of a single object, where only <c>_fields</c> counts.</summary>
    public static ParsedQuery ParseFields(IEnumerable<KeyValuePair<string, string>> parameters, QueryOptions options)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<QueryError>();
        var fields = Group(parameters, errors) is { } named ? ReadFields(named, options, errors) : null;
        return errors.Count > 0 ? Refuse(errors) : new ParsedQuery { Fields = fields };
    }

    /// <summary>The parameters by name; null with an error when they are too long together.</summary>
    static OrderedDictionary<string, QueryParameter>? Group(IEnumerable<KeyValuePair<string, string>> parameters, List<QueryError> errors)
    {
        var pairs = parameters.ToList();
        if (pairs.Sum(static pair => (long)pair.Key.Length + pair.Value.Length + 2) - 1 <= QueryLimits.MaxLength)
            return QueryParameter.Group(pairs);
        errors.Add(new QueryError("querystring", null, $"The query is longer than {QueryLimits.MaxLength} characters"));
        return null;
    }

    static Dictionary<string, BigInteger?> ReadIntegers(OrderedDictionary<string, QueryParameter> named, List<QueryError> errors)
    {
        var integers = new Dictionary<string, BigInteger?>(StringComparer.Ordinal);
        foreach (var name in DeclaredIntegers)
        {
            if (!named.TryGetValue(name, out var parameter))
                continue;
            if (parameter.TryReadInteger(out var integer, out var description))
                integers[name] = integer;
            else
                errors.Add(new QueryError("querystring", name, description));
        }

        return integers;
    }

    static void CheckStrings(OrderedDictionary<string, QueryParameter> named, List<QueryError> errors)
    {
        foreach (var name in DeclaredStrings)
            if (named.TryGetValue(name, out var parameter) && parameter.Value is { IsTruthy: true, Kind: not FieldKind.String })
                errors.Add(new QueryError("querystring", name, $"{parameter.Text} is not a string: {{'{name}': ''}}"));
    }

    static List<Filter> ReadFilters(
        OrderedDictionary<string, QueryParameter> named, Dictionary<string, BigInteger?> integers, FilterReader reader, List<QueryError> errors)
    {
        var filters = new List<Filter>();
        if (named.Keys.Count(static name => name is "_since" or "_before" or "_to" or not ['_', ..]) > QueryLimits.MaxFilters)
        {
            errors.Add(new QueryError("querystring", null, $"There are more than {QueryLimits.MaxFilters} filters"));
            return filters;
        }

        foreach (var (name, parameter) in named)
        {
            QueryError? error = null;
            var filter = name switch
            {
                "_since" or "_before" or "_to" => reader.ReadBound(parameter, integers[name], out error),
                ['_', ..] => null,
                _ => reader.Read(parameter, out error),
            };
            if (filter is not null)
                filters.Add(filter);
            if (error is not null)
                errors.Add(error);
        }

        return filters;
    }

    static List<Sort> ReadSorts(OrderedDictionary<string, QueryParameter> named, QueryOptions options, List<QueryError> errors)
    {
        var sorts = new OrderedDictionary<string, Sort>(StringComparer.Ordinal);
        var items = named.TryGetValue("_sort", out var parameter) ? parameter.Items : [];
        foreach (var item in items.Select(static item => item.Trim()))
        {
            var field = item is ['+' or '-', ..] ? item[1..] : item;
            if (!FieldName.IsPlain(field))
                continue;
            if (!options.Knows(field))
                errors.Add(new QueryError("querystring", null, $"Unknown sort field '{field}'"));
            else
                sorts.TryAdd(field, new Sort(new FieldPath(field), item[0] == '-')); // sorting by a field again changes nothing
        }

        if (sorts.Count > QueryLimits.MaxSortKeys)
            errors.Add(new QueryError("querystring", "_sort", $"There are more than {QueryLimits.MaxSortKeys} sort fields"));
        sorts.TryAdd("last_modified", new Sort(FieldPath.LastModified, Descending: true));
        return [.. sorts.Values];
    }

    static FieldSelection? ReadFields(OrderedDictionary<string, QueryParameter> named, QueryOptions options, List<QueryError> errors)
    {
        if (!named.TryGetValue("_fields", out var parameter) || !parameter.Items.Any())
            return null;
        var unknown = parameter.Items.Where(field => !options.Knows(field)).Select(static field => field.Split('.', 2)[0]).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0)
            errors.Add(new QueryError("body", "Invalid _fields parameter", $"Fields {string.Join(',', unknown)} do not exist"));
        return new FieldSelection(parameter.Items);
    }

    static PageToken? ReadToken(OrderedDictionary<string, QueryParameter> named, List<QueryError> errors)
    {
        if (!named.TryGetValue("_token", out var parameter) || parameter.Value is not { Kind: FieldKind.String, IsTruthy: true } text)
            return null;
        if (!PageToken.TryDecode(text.GetString()!, out var token))
            errors.Add(new QueryError("querystring", null, "_token has invalid content"));
        return token;
    }

    static int EffectiveLimit(BigInteger? asked, QueryOptions options)
    {
        var limit = options.MaxFetchSize;
        if (options.PaginateBy is > 0 and var paginateBy)
            limit = Math.Min(limit, paginateBy);
        return asked is { IsZero: false } wanted && wanted < limit ? (int)wanted : limit;
    }

    // An absent name sorts as the word None: the reference prints it so.
    static ParsedQuery Refuse(List<QueryError> errors) =>
        new() { Errors = [.. errors.OrderBy(static error => error.Name ?? "None", StringComparer.Ordinal)] };
}
