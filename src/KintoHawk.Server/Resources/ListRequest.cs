using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Resources;

/// <summary>The query string of a list, and the storage question it becomes.</summary>
sealed class ListRequest
{
    ListRequest(ParsedQuery query, IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        Query = query;
        Parameters = parameters;
    }

    public ParsedQuery Query { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    /// <summary>Reads the query string. What is wrong with it is added to the errors; a query that is not even text is an error of its own.</summary>
    public static ListRequest? Parse(
        ApiRequest request, ResourceRules rules, KintoHawkOptions options, DateTimeOffset now, List<ValidationError> errors, out ApiError? unreadable)
    {
        unreadable = null;
        if (!QueryString.TryParse(request.Query, out var parameters, out var notText))
        {
            unreadable = ApiError.BadUrl(notText);
            return null;
        }

        var query = QueryParser.Parse(parameters, now, new QueryOptions
        {
            PaginateBy = options.PaginateBy,
            MaxFetchSize = options.StorageMaxFetchSize,
            AllowsFields = request.Method == "GET" || (request.Method == "HEAD" && !rules.HeadCounts),
            KnownFields = rules.KnownFields,
        });
        errors.AddRange(query.Errors.Select(static error => new ValidationError(error.Location, error.Name, error.Description)));
        foreach (var field in query.Filters.Select(static f => f.Field.Name).Concat(query.Sorts.Select(static s => s.Field.Name)))
            if (rules.IsHidden(field))
                errors.Add(new ValidationError("querystring", field, $"Unknown filter field '{field}'"));
        return new ListRequest(query with { Filters = [.. query.Filters.Select(rules.Meant)] }, parameters);
    }

    /// <summary>Reads the query string of a single object, where only the selection of fields counts.</summary>
    public static ParsedQuery? ParseFields(ApiRequest request, List<ValidationError> errors, out ApiError? unreadable)
    {
        unreadable = null;
        if (!QueryString.TryParse(request.Query, out var parameters, out var notText))
        {
            unreadable = ApiError.BadUrl(notText);
            return null;
        }

        var query = QueryParser.ParseFields(parameters, new QueryOptions { AllowsFields = true });
        errors.AddRange(query.Errors.Select(static error => new ValidationError(error.Location, error.Name, error.Description)));
        return query;
    }

    /// <summary>
    /// The storage question. One row more than the page holds tells whether there is a next page without counting. A request that is refused
    /// anyway still asks, for nothing but the permissions.
    /// </summary>
    public ObjectQuery ToQuery(ResourceRules rules, Access access, string? partition, Question question, bool countOnly, bool refused) => new()
    {
        Resource = rules.Resource,
        ParentUri = partition,
        Filters = refused ? [] : Query.Filters,
        Sorts = refused ? [] : SortsOf(rules),
        After = refused ? null : Query.Token?.ReadSortValues(SortsOf(rules)),
        Limit = refused ? 0 : Query.Limit + 1,
        IncludeTombstones = !refused && Query.IncludeTombstones && question is Question.List,
        CountOnly = countOnly && !refused,
        Sufficient = PermissionTree.Sufficient(rules.Resource, question),
        PrivilegedPrincipals = access.Privileged(rules.Resource, question),
        SharedBy = PermissionTree.SharedBy(rules.Resource, question),
    };

    /// <summary>The address of the page after an object.</summary>
    public string NextPage(ApiRequest request, PageToken token) =>
        $"{request.Origin}{request.RawPath}?{QueryString.FormatNextPage(Parameters, Query.Limit, token)}";

    public PageToken TokenAfter(ResourceRules rules, StoredObject last, int fetched) =>
        PageToken.Following(last, SortsOf(rules), (Query.Token?.Offset ?? 0) + fetched);

    /// <summary>Timestamps are unique within a partition only, so a list over several needs one more key to break ties between pages.</summary>
    IReadOnlyList<Sort> SortsOf(ResourceRules rules) =>
        rules.Resource.OwnPartition ? [.. Query.Sorts, new Sort(FieldPath.Id, Descending: false)] : Query.Sorts;
}
