using System.Buffers;
using System.Collections.Frozen;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using QueryString = KintoHawk.Core.Querying.QueryString;

namespace KintoHawk.Server.Endpoints;

/// <summary><c>/permissions</c>: on which objects the caller has rights, and which (kinto-api §15). Only there when a setting or the admin plugin asks for it.</summary>
sealed class PermissionsEndpoint(KintoHawkOptions options, Access access, PermissionEntries entries, TimeProvider time)
{
    static readonly FrozenSet<string> _fields = FrozenSet.Create(
        StringComparer.Ordinal, "uri", "resource_name", "permissions", "bucket_id", "collection_id", "group_id", "record_id");

    static readonly FieldPath _uri = new("uri");

    /// <summary>
    /// The timestamp that the answers carry: that of the first. Rights have no clock, so it says nothing about them and is never a reason for 304.
    /// </summary>
    readonly Lazy<long> _timestamp = new(() => time.GetUtcNow().ToUnixTimeMilliseconds());

    public ApiRoute Route => new()
    {
        Name = "permissions-plural",
        Pattern = "/permissions",
        Kind = RouteKind.Plural,
        NegotiatesJson = true,
        Handlers = [.. ((string[])["HEAD", "GET"])
            .Where(method => options.IsEndpointEnabled(plural: true, "permissions", method))
            .Select(method => KeyValuePair.Create<string, ApiHandler>(method, GetAsync))],
    };

    async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        var principals = await request.Storage.FindPrincipalsAsync(request.Caller, request.Cancelled);
        if (!options.PrincipalsFor("permissions", "read").Any(allowed => principals.Contains(allowed, StringComparer.Ordinal)))
            return access.Refusal(request, "read");
        if (!QueryString.TryParse(request.Query, out var parameters, out var notText))
            return ApiError.BadUrl(notText);
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        var query = QueryParser.Parse(parameters, time.GetUtcNow(), new QueryOptions
        {
            PaginateBy = options.PaginateBy,
            MaxFetchSize = options.StorageMaxFetchSize,
            AllowsFields = request.Method == "GET",
            KnownFields = _fields,
        });
        errors.AddRange(query.Errors.Select(static error => new ValidationError(error.Location, error.Name, error.Description)));
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        if (preconditions.Fail(_timestamp.Value))
            return ApiError.Modified(null, ApiResponse.TimestampHeaders(_timestamp.Value));

        var all = await entries.FindAsync(request.Storage, request.Caller, request.Cancelled);
        var response = request.Method == "HEAD" ? Count(query, all) : Page(request, parameters, query, all);
        response.WithTimestamp(_timestamp.Value).With(HeaderNames.CacheControl, "no-cache, no-store");
        if (query.UsesDeprecatedTo)
            response.With(HeaderNames.Alert, PluralHandlers.DeprecatedTo);
        return response;
    }

    static ApiResponse Count(ParsedQuery query, IEnumerable<StoredObject> all)
    {
        var total = new RowSelector(QueryOf(query, [], after: null)).CountLive(all).ToString();
        return new ApiResponse(StatusCodes.Status200OK, static output => new WireWriter(output).StartObject().Name("data").StartArray().EndArray().EndObject())
            .With(HeaderNames.TotalObjects, total)
            .With(HeaderNames.TotalRecords, total);
    }

    static ApiResponse Page(ApiRequest request, IReadOnlyList<KeyValuePair<string, string>> parameters, ParsedQuery query, IEnumerable<StoredObject> all)
    {
        var sorts = SortsOf(query);
        var rows = new RowSelector(QueryOf(query, sorts, query.Token?.ReadSortValues(sorts))).Select(all);
        var count = Math.Min(rows.Count, query.Limit);
        var response = new ApiResponse(StatusCodes.Status200OK, output =>
        {
            var json = new WireWriter(output).StartObject().Name("data").StartArray();
            for (var i = 0; i < count; i++)
            {
                json.BeginValue();
                if (query.Fields is { } fields)
                    fields.WriteObject(rows[i].Data.Span, output);
                else
                    output.Write(rows[i].Data.Span);
            }

            json.EndArray().EndObject();
        });
        if (rows.Count > count && count > 0)
        {
            var token = PageToken.Following(rows[count - 1], sorts, (query.Token?.Offset ?? 0) + rows.Count);
            response.With(HeaderNames.NextPage, $"{request.Origin}{request.RawPath}?{QueryString.FormatNextPage(parameters, query.Limit, token)}");
        }

        return response;
    }

    /// <summary>One row more than the page holds tells whether there is a next one. Entries have no <c>last_modified</c>: conditions on it count for nothing.</summary>
    static ObjectQuery QueryOf(ParsedQuery query, IReadOnlyList<Sort> sorts, IReadOnlyList<FieldValue>? after) => new()
    {
        Resource = Resource.Bucket,
        ParentUri = "",
        Filters = [.. query.Filters.Where(static filter => !filter.Field.Equals(FieldPath.LastModified))],
        Sorts = sorts,
        After = after,
        Limit = query.Limit == int.MaxValue ? query.Limit : query.Limit + 1,
    };

    /// <summary>The URI breaks ties, so that pages neither repeat nor lose an entry.</summary>
    static List<Sort> SortsOf(ParsedQuery query)
    {
        var sorts = query.Sorts.Where(static sort => !sort.Field.Equals(FieldPath.LastModified)).ToList();
        if (!sorts.Exists(static sort => sort.Field.Equals(_uri)))
            sorts.Add(new Sort(_uri, Descending: true));
        return sorts;
    }
}
