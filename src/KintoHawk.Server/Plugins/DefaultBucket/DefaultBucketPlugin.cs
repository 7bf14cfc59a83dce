using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Plugins.DefaultBucket;

/// <summary>
/// <c>/buckets/default</c> stands for the caller's personal bucket. The bucket, and the collection that is asked for, are made when they are missing,
/// whoever may create buckets (kinto-plugins §2).
/// </summary>
sealed class DefaultBucketPlugin(KintoHawkOptions options, Access access, ObjectWriter writer, Lazy<ApiDispatcher> dispatcher) : IPlugin, IRouteAlias
{
    // Where things stand in /v1/buckets/{id}/collections/{id}.
    const int BucketSegment = 2;
    const int CollectionSegment = 4;

    public IEnumerable<ApiRoute> Routes =>
    [
        new() { Name = "default-bucket", Pattern = $"/buckets/{PersonalBucket.Alias}", Handlers = [], Alias = this },
        new() { Name = "default-bucket-content", Pattern = $"/buckets/{PersonalBucket.Alias}/{{*rest}}", Handlers = [], Alias = this },
    ];

    public void WriteCapabilities(WireWriter json) => json.Capability(
        "default_bucket",
        "The default bucket is an alias for a personal bucket where collections are created implicitly.",
        "https://kinto.readthedocs.io/en/latest/api/1.x/buckets.html#personal-bucket-default").EndObject();

    public void WriteUser(WireWriter json, ApiRequest request) => json.Name("bucket").String(IdFor(request.Caller.UserId!));

    public async ValueTask<(RequestTarget Target, ApiError? Refusal)> ResolveAsync(ApiRequest request, RequestTarget target)
    {
        // A preflight carries no credentials, and is answered as for any bucket.
        if (request.Method == "OPTIONS")
            return (Under(target, "unknown"), null);
        await request.IdentifyAsync();
        if (request.Caller.UserId is not { } user)
            return (target, access.Refusal(request, "read"));
        if (options.ReadOnly)
            return (target, ApiError.MethodNotAllowed());
        var id = IdFor(user);
        request.MapBody = body => PersonalBucket.WithId(body, id);
        return (Under(target, id), null);
    }

    public RequestTarget? TargetFor(Caller caller, RequestTarget target) =>
        caller.UserId is { } user && !options.ReadOnly ? Under(target, IdFor(user)) : null;

    public async ValueTask<ApiResponse?> PrepareAsync(ApiRequest request, RequestTarget resolved)
    {
        var segments = resolved.Segments!;
        var isPut = request.Method == "PUT";
        if (isPut && segments.Count == BucketSegment + 1)
            return null;
        var bucket = ObjectPath.Bucket(segments[BucketSegment]);
        var namesCollection = segments.Count > CollectionSegment && segments[CollectionSegment - 1] == Resource.Collection.Plural
            && !(isPut && segments.Count == CollectionSegment + 1);
        var wanted = namesCollection ? bucket.Child(Resource.Collection, segments[CollectionSegment]) : bucket;
        foreach (var path in wanted.Chain)
            if (!dispatcher.Value.RulesOf(path.Resource).IdRule.Accepts(path.Id))
                return ApiError.InvalidIdOf(path.Resource);

        // One look tells about both; what is there already costs no write.
        var view = await request.Storage.ReadAsync(wanted, request.Caller, request.Cancelled);
        // Whoever knows the secret, or that there is none, could have made the bucket before its owner came.
        if (options.ExplicitPermissions && (wanted == bucket ? view.Object is not null : view.ParentExists)
            && !access.Allows(Resource.Bucket, Question.Write, view.Grants, view.Principals))
            return ApiError.Forbidden;
        if (view.Object is not null)
            return null;
        foreach (var path in view.ParentExists ? [wanted] : wanted.Chain)
            if (await CreateAsync(request, path) is { Status: >= StatusCodes.Status400BadRequest } refused)
                return refused;
        return null;
    }

    /// <summary>Makes an empty object as a PUT by its owner would, except that nobody is asked for permission. Of parallel requests one makes it, the others find it.</summary>
    async ValueTask<ApiResponse> CreateAsync(ApiRequest request, ObjectPath path)
    {
        // Rules without more: no schema is asked about what is empty, or a schema for collections could keep its owner from reading (as in the reference).
        var rules = new ResourceRules(path.Resource);
        using var creation = request.OnBehalf("PUT", $"/{options.VersionPrefix}{path.Uri}", request.Storage);
        return await writer.WriteAsync(creation, path, null, (view, prepared) => new ValueTask<WriteDecision>(
            view.Object is not null || !view.ParentExists
                ? new ApiResponse(StatusCodes.Status204NoContent)
                : writer.Store(creation, rules, view, prepared.Body, ObjectData.Empty, Expected.Absent, replacesAccess: true)), rules);
    }

    string IdFor(string userId) => PersonalBucket.IdOf(options.DefaultBucketHmacSecret, userId);

    /// <summary>The same target below another bucket; everything else stays as it was received.</summary>
    static RequestTarget Under(RequestTarget target, string bucketId)
    {
        var raw = target.RawPath.Split('/');
        raw[BucketSegment + 1] = bucketId;
        return RequestTarget.Parse(string.Join('/', raw) + (target.Query.Length == 0 ? "" : "?" + target.Query));
    }
}
