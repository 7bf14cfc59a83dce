using KintoHawk.Core.Caching;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary>GET, HEAD, POST and DELETE of a set of objects, for every kind (kinto-api §7, §10).</summary>
sealed class PluralHandlers(
    ResourceRules rules, Access access, ObjectWriter writer, CacheHeaders cacheHeaders, ICache cache, KintoHawkOptions options, TimeProvider time)
{
    static readonly byte[] _unusedToken = "\"\""u8.ToArray();

    Resource Resource => rules.Resource;

    public async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        var countOnly = request.Method == "HEAD" && rules.HeadCounts;
        if (rules.RefuseList(request) is { } refused)
            return refused;
        var parentUri = ResourcePaths.ParentUriOf(Resource, request.RouteValues);
        if (parentUri.Contains('\0'))
            return ApiError.InvalidObjectId;
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        if (ListRequest.Parse(request, rules, options, time.GetUtcNow(), errors, out var unreadable) is not { } list)
            return unreadable!;

        var storage = Resource.OwnPartition ? request.Storage : request.ReadStorage;
        var partition = await PartitionAsync(request, parentUri, storage);
        var query = list.ToQuery(rules, access, partition, Question.List, countOnly, errors.Count > 0) with { KnownTimestamp = preconditions.IfNoneMatch };
        using var body = new ListBody(rules, list);
        var page = await storage.ListAsync(query, request.Caller, body.Add, request.Cancelled);
        if (Refuse(request, page, parentUri) is { } notAllowed)
            return notAllowed;
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        if (preconditions.NotModified(page.Timestamp) is { } notModified)
            return notModified;
        if (preconditions.Fail(page.Timestamp))
            return ApiError.Modified(null, ApiResponse.TimestampHeaders(page.Timestamp));

        var response = countOnly
            ? new ApiResponse(StatusCodes.Status200OK, static output => new WireWriter(output).StartObject().Name("data").StartArray().EndArray().EndObject())
                .With(HeaderNames.TotalObjects, page.Total.GetValueOrDefault().ToString())
                .With(HeaderNames.TotalRecords, page.Total.GetValueOrDefault().ToString())
            : body.ToResponse();
        if (body.End.Last is { } last)
            response.With(HeaderNames.NextPage, list.NextPage(request, list.TokenAfter(rules, last, body.End.Fetched)));
        response.WithTimestamp(page.Timestamp);
        cacheHeaders.Add(response, request, Resource, parentUri, page.Ancestors.Count == 0 ? null : page.Ancestors[^1]);
        if (list.Query.UsesDeprecatedTo)
            response.With(HeaderNames.Alert, DeprecatedTo);
        return response;
    }

    public async ValueTask<ApiResponse> PostAsync(ApiRequest request)
    {
        var parentUri = ResourcePaths.ParentUriOf(Resource, request.RouteValues);
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        var body = ObjectBody.Parse(request, Resource, errors);
        var hasId = body.Id is not null;
        if (!hasId && !rules.IdRule.CanGenerate && errors.Count == 0)
            return ApiError.Invalid(new ValidationError("body", "data.id", "data.id in body: Required"));
        var id = body.Id is { ValueKind: System.Text.Json.JsonValueKind.String } given ? given.GetString()!
            : hasId || !rules.IdRule.CanGenerate ? ""
            : request.NewId ?? rules.IdRule.Generate();
        var path = new ObjectPath(Resource, parentUri, id);
        if (path.HasInvalidId())
            return ApiError.InvalidObjectId;
        if (errors.Count == 0)
            rules.CheckBody(request, body, errors);
        var checks = new StoreChecks(request, rules, preconditions, errors);
        return await writer.WriteAsync(request, path, body, async (view, prepared) =>
        {
            var question = view.Object is null ? Question.Create : Question.Read;
            if (await checks.RefuseAsync(access, question, view) is { } early)
                return early;
            if (view.Object is { } existing)
            {
                return ObjectWriter.ObjectResponse(StatusCodes.Status200OK, rules, existing, view.VisibleAccess())
                    .WithTimestamp(existing.LastModified);
            }

            if (rules.Refuse(request, view) is { } refused)
                return refused;
            prepared = await prepared.PrepareAsync();
            var data = prepared.Body.Data is null ? ObjectData.Empty : ObjectData.Of(prepared.Body);
            return writer.Store(request, rules, view, prepared.Body, data, Expected.Absent, replacesAccess: true);
        }, rules);
    }

    public async ValueTask<ApiResponse> DeleteAsync(ApiRequest request)
    {
        if (rules.RefuseList(request) is { } refused)
            return refused;
        var parentUri = ResourcePaths.ParentUriOf(Resource, request.RouteValues);
        if (parentUri.Contains('\0'))
            return ApiError.InvalidObjectId;
        var errors = new List<ValidationError>();
        var preconditions = Preconditions.Parse(request, errors);
        if (ListRequest.Parse(request, rules, options, time.GetUtcNow(), errors, out var unreadable) is not { } list)
            return unreadable!;

        PageToken? next = null;
        var tokenUsed = false;
        var response = await writer.ApplyAsync(request, rules, async storage =>
        {
            var partition = await PartitionAsync(request, parentUri, storage);
            var query = list.ToQuery(rules, access, partition, Question.DeleteAll, countOnly: false, errors.Count > 0);
            var victims = new Victims(Resource, parentUri);
            var end = new PageEnd(list.Query.Limit);
            var page = await storage.ListAsync(
                query,
                request.Caller,
                row =>
                {
                    if (end.Takes(row))
                        victims.Add(row);
                },
                request.Cancelled);
            if (Refuse(request, page, parentUri, Question.DeleteAll) is { } notAllowed)
                return notAllowed;
            if (errors.Count > 0)
                return ApiError.Invalid(errors);
            if (preconditions.Fail(page.Timestamp))
                return ApiError.Modified(null, ApiResponse.TimestampHeaders(page.Timestamp));
            if (list.Query.Token is { } token && !tokenUsed)
            {
                // The nonce is a cache key that the client names: it must be one of ours, for the cache holds sessions and seen nonces too.
                if (!PageToken.IsNonce(token.Nonce) || !await cache.RemoveAsync(token.Nonce, request.Cancelled))
                    return ApiError.Invalid(new ValidationError("querystring", null, "_token was already used or has expired."));
                tokenUsed = true;
                request.AfterCommit.HasActed = true;
            }

            next = end.Last is { } last ? list.TokenAfter(rules, last, end.Fetched) : null;
            if (victims.Count == 0)
                return victims.Respond([]).WithTimestamp(page.Timestamp);
            var changes = new ChangeSet(victims)
            {
                // With If-Match the set as a whole must still be what the client has seen when its objects are deleted.
                ExpectedClock = preconditions.IfMatch is { } seen ? new ExpectedClock(Resource, partition, seen) : null,
            };
            return new WriteDecision(changes, timestamps => victims.Respond(timestamps).WithTimestamp(timestamps.Max()));
        });

        if (next is not null && response.Status == StatusCodes.Status200OK)
        {
            await cache.SetAsync(next.Nonce, _unusedToken, options.PaginationTokenValidity, CancellationToken.None);
            response.With(HeaderNames.NextPage, list.NextPage(request, next));
        }

        return response;
    }

    public const string DeprecatedTo =
        """{"code":"soft-eol","message":"_to is now deprecated, you should use _before instead","url":"https://kinto.readthedocs.io/en/2.4.0/api/resource.html#list-of-available-url-parameters"}""";

    /// <summary>The whole set may be seen, or some of it is shared, or the caller may add to it; and the set must have a place to be.</summary>
    ApiError? Refuse(ApiRequest request, ObjectPage page, string parentUri, Question question = Question.List)
    {
        if (!page.Unrestricted && !page.AnyShared && !access.Allows(Resource, Question.Create, page.Grants, page.Principals))
            return access.Refusal(request, question);
        return page.ParentExists ? null : ApiError.NoParent(new ObjectPath(Resource, parentUri, "").Parent!);
    }

    /// <summary>The partition to list. Only kinds that are their own partition need to know the caller's groups for it.</summary>
    async ValueTask<string?> PartitionAsync(ApiRequest request, string parentUri, IStorage storage) =>
        Resource.OwnPartition
            ? rules.ListedPartition(request, parentUri, await storage.FindPrincipalsAsync(request.Caller, request.Cancelled))
            : parentUri;
}
