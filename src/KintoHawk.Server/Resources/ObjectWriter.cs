using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary>The one way in which an object is written: look, decide, apply; look again when somebody else was faster.</summary>
sealed class ObjectWriter(KintoHawkOptions options, IEnumerable<IChangeInterceptor> interceptors)
{
    /// <summary>After this many lost races a writer waits for its turn instead of racing again.</summary>
    const int Attempts = 3;

    /// <summary>
    /// The same for a batch, which cannot wait: what it has written keeps others waiting. Its transaction may be one that lets others write where it has not
    /// written yet.
    /// </summary>
    const int AttemptsInTransaction = 10;

    readonly IChangeInterceptor[] _interceptors = [.. interceptors];

    public async ValueTask<ApiResponse> WriteAsync(
        ApiRequest request, ObjectPath path, ObjectBody? body, Func<ObjectView, PreparedBody, ValueTask<WriteDecision>> decide, ResourceRules rules)
    {
        var prepared = new PreparedBody(rules, request, body ?? new ObjectBody());
        return await ApplyAsync(request, rules, async storage =>
        {
            var view = await storage.ReadAsync(path, request.Caller, request.Cancelled);
            return await decide(view, prepared);
        });
    }

    /// <summary>
    /// Runs look-decide-apply until it is not disturbed: three times freely, then inside an exclusive transaction. An item of a batch that is disturbed too
    /// often fails the batch, which may be tried again.
    /// </summary>
    public async ValueTask<ApiResponse> ApplyAsync(ApiRequest request, ResourceRules rules, Func<IStorage, ValueTask<WriteDecision>> decide)
    {
        for (var attempt = 0; attempt < (request.IsInTransaction ? AttemptsInTransaction : Attempts); attempt++)
            if (await TryApplyAsync(request, request.Storage, rules, decide) is { } response)
                return await FinishAsync(request, response);
        if (request.IsInTransaction)
            throw new StorageUnavailableException("Others write the same objects all the time.") { IsTransient = true };

        return await FinishAsync(request, await ApplyAloneAsync(request, rules, decide));
    }

    async ValueTask<ApiResponse> ApplyAloneAsync(ApiRequest request, ResourceRules rules, Func<IStorage, ValueTask<WriteDecision>> decide)
    {
        var done = false;
        try
        {
            await using var transaction = await request.Storage.BeginAsync(request.Cancelled);
            ApiResponse? answer = null;
            // A storage may only exclude others from what the transaction has tried to write: then the second attempt finds what the first has locked.
            for (var attempt = 0; answer is null && attempt < AttemptsInTransaction; attempt++)
                answer = await TryApplyAsync(request, transaction, rules, decide);
            // Who takes no locks, as a Kinto on the same database, is not excluded.
            var response = answer ?? throw new StorageUnavailableException("Others write the same object all the time.") { IsTransient = true };
            if (response.Status < StatusCodes.Status400BadRequest)
                await request.AfterCommit.CommitAsync(transaction, request.Cancelled);
            done = true;
            return response;
        }
        finally
        {
            if (!done)
                await request.AfterCommit.AbandonAsync();
        }
    }

    /// <summary>
    /// Replaces or creates a record without looking first, where that saves a trip and all that a look would tell can be asked of the storage as a guard.
    /// Null when it cannot, or when the guard did not hold: then the usual way finds out why.
    /// </summary>
    /// <param name="request">The request; everything about it is found to be right.</param>
    /// <param name="rules">The kind's own rules.</param>
    /// <param name="access">Who may do what.</param>
    /// <param name="path">Where.</param>
    /// <param name="body">What the client sent, with data.</param>
    /// <param name="expected">What must be there.</param>
    public async ValueTask<ApiResponse?> TryPutAtOnceAsync(ApiRequest request, ResourceRules rules, Access access, ObjectPath path, ObjectBody body, Expected expected)
    {
        // Only what the owner may see for certain can be answered without looking up groups, which is everything that the owner is made a writer of.
        if (path.Resource != Resource.Record || request.IsInBatch || request.IsRehearsal || !options.ExplicitPermissions || IsWatched(Resource.Record)
            || request.Storage.GuardedPuts is not { } puts || puts.RecallAncestors(path) is not { } ancestors)
            return null;

        var view = new ObjectView { Path = path, Ancestors = ancestors, Grants = default, Principals = request.Caller.Principals, AccessControl = AccessControl.Empty };
        var decision = Store(request, rules, view, body, ObjectData.Of(body), expected, replacesAccess: true);
        if (decision is not { Response: null, Changes.Changes: [Change.Put put, Change.SetAccess { Replaced: var replaced, Added: var added }], Stored: { } stored })
            return null;
        Grants? Guard(Question question) =>
            access.IsPrivileged(path.Resource, question, request.Caller.Principals) ? null : PermissionTree.Sufficient(path.Resource, question);
        var outcome = await puts.PutAsync(
            new GuardedPut { Put = put, Ancestors = ancestors, ToCreate = Guard(Question.Create), ToReplace = Guard(Question.Write), Replaced = replaced, Added = added },
            request.Caller,
            request.Cancelled);
        return outcome.Held
            ? ObjectResponse(
                outcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, rules, new StoredObject(path.Id, outcome.Timestamp, stored.Data), outcome.Access)
                .WithTimestamp(outcome.Timestamp)
            : null;
    }

    /// <summary>The changes that store an object with its access list, and the answer to them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="rules">The kind's own rules.</param>
    /// <param name="view">What was found.</param>
    /// <param name="body">What the client sent.</param>
    /// <param name="data">The whole new data.</param>
    /// <param name="expected">What must still be true when it is applied.</param>
    /// <param name="replacesAccess">True when permissions that the body does not list are emptied (PUT, POST), false when they stay (PATCH).</param>
    public WriteDecision Store(
        ApiRequest request, ResourceRules rules, ObjectView view, ObjectBody body, ReadOnlyMemory<byte> data, Expected expected, bool replacesAccess)
    {
        var errors = new List<ValidationError>();
        data = rules.Complete(request, view, data, errors);
        foreach (var (permission, principals) in (body.Permissions ?? AccessControl.Empty).Entries)
            if (principals.Count > options.MaxPrincipals)
                errors.Add(new ValidationError("body", $"permissions.{PermissionNames.NameOf(permission)}", $"There are more than {options.MaxPrincipals} principals"));
        if (errors.Count > 0)
            return ApiError.Invalid(errors);

        var path = view.Path;
        // What an interceptor is told of the access list is derived from the revision that was read, so it must be the one that is replaced.
        if (view.Object is { } replacedObject && IsWatched(rules.Resource))
            expected = Expected.At(replacedObject.LastModified);
        // A client's timestamp must be newer than the object's; otherwise the clock decides.
        var lastModified = body.LastModified is { } wanted && !(view.Object is { } old && wanted <= old.LastModified) ? body.LastModified : null;
        var changes = new ChangeSet(new Change.Put(path, data, lastModified, expected));
        var (replaced, added) = AccessChanges(request, rules, view, body, replacesAccess);
        if (replaced.Entries.Count > 0 || added.Entries.Count > 0)
            changes.Add(new Change.SetAccess(path, replaced, added));
        rules.AddChanges(path, data, changes);

        var accessAfter = view.AccessControl.Replacing(replaced);
        foreach (var (permission, principals) in added.Entries)
            foreach (var principal in principals)
                accessAfter = accessAfter.Adding(permission, principal);
        // Asked of the list as it will be; the caller's own id comes first, before any group is looked up.
        var visible = view.Principals.Any(accessAfter[Permission.Write].Contains) ? accessAfter : AccessControl.Empty;
        var status = view.Object is null ? StatusCodes.Status201Created : StatusCodes.Status200OK;
        return new WriteDecision(changes, timestamps =>
            ObjectResponse(status, rules, new StoredObject(path.Id, timestamps[0], data), visible).WithTimestamp(timestamps[0]))
        {
            Stored = new Impact(0, path, view.Object is null ? ChangeAction.Create : ChangeAction.Update, data, accessAfter),
        };
    }

    public static ApiResponse ObjectResponse(int status, ResourceRules rules, StoredObject stored, AccessControl visible) => new(status, output =>
    {
        var json = new WireWriter(output).StartObject().Name("permissions").StartObject();
        foreach (var (permission, principals) in visible.Entries)
            if (principals.Count > 0)
                json.Name(PermissionNames.NameOf(permission)).Strings(principals);
        json.EndObject().Name("data");
        json.BeginValue();
        rules.Write(stored, output);
        json.EndObject();
    });

    /// <summary>412 for an object that is there; its content is only for those who may read it.</summary>
    public static ApiError Modified(ResourceRules rules, StoredObject existing, bool readable) => ApiError.Modified(
        readable ? rules.ToJson(existing) : default(ReadOnlyMemory<byte>?), readable ? ApiResponse.TimestampHeaders(existing.LastModified) : []);

    /// <summary>412 for an object that is not there: the timestamp is that of its set.</summary>
    public static async ValueTask<ApiError> ModifiedSetAsync(ApiRequest request, ObjectPath path)
    {
        var set = await request.Storage.ListAsync(
            new ObjectQuery { Resource = path.Resource, ParentUri = path.Partition, Limit = 0 }, request.Caller, request.Cancelled);
        return ApiError.Modified(null, ApiResponse.TimestampHeaders(set.Timestamp));
    }

    (AccessControl Replaced, AccessControl Added) AccessChanges(ApiRequest request, ResourceRules rules, ObjectView view, ObjectBody body, bool replacesAccess)
    {
        var replaced = body.Permissions ?? AccessControl.Empty;
        if (replacesAccess && replaced.Entries.Count > 0)
            foreach (var permission in PermissionNames.Each(rules.Resource.Permissions))
                if (!replaced.Entries.ContainsKey(permission))
                    replaced = replaced.With(permission, []);
        var added = options.ExplicitPermissions
            ? AccessControl.Empty.Adding(Permission.Write, rules.OwnerOf(request, view))
            : AccessControl.Empty;
        return (replaced, added);
    }

    /// <summary>One round; null when somebody else changed what the decision was based on.</summary>
    async ValueTask<ApiResponse?> TryApplyAsync(ApiRequest request, IStorage storage, ResourceRules rules, Func<IStorage, ValueTask<WriteDecision>> decide)
    {
        var decision = await decide(storage);
        if (decision.Response is not null)
            return decision.Response;
        if (request.IsRehearsal)
            return new ApiResponse(StatusCodes.Status204NoContent);
        var own = decision.Changes.Changes.Count;
        if (await InterceptAsync(request, storage, rules.Resource, decision) is { } refused)
            return refused;
        var pending = await rules.BeforeChangeAsync(request, decision.Changes);
        request.AfterCommit.HasActed |= pending is not null;
        ChangeOutcome outcome;
        try
        {
            outcome = await storage.ApplyAsync(decision.Changes, request.Cancelled);
        }
        catch (Exception failure) when (pending is not null)
        {
            // In a transaction nothing is made before the commit. Otherwise it may have been made, and then what was prepared for it must stay until it ends by itself.
            if (request.IsInTransaction || storage is IStorageTransaction || AfterCommit.IsUndone(failure))
                await pending.AbandonAsync(CancellationToken.None);
            throw;
        }

        if (pending is not null && outcome.Succeeded)
            request.AfterCommit.Add(pending);
        else if (pending is not null)
            await pending.AbandonAsync(CancellationToken.None);

        return outcome.Conflict switch
        {
            // The answer knows nothing of changes that interceptors have added.
            ChangeConflict.None => decision.Respond(outcome.Timestamps.Count == own ? outcome.Timestamps : [.. outcome.Timestamps.Take(own)]),
            ChangeConflict.Timestamp => ApiError.Collision((int)options.RetryAfter.TotalSeconds).ToResponse(),
            _ => null,
        };
    }

    bool IsWatched(Resource resource) => Array.Exists(_interceptors, interceptor => interceptor.Watches(resource));

    /// <summary>Tells the interceptors what is about to happen; the first refusal, or null.</summary>
    async ValueTask<ApiError?> InterceptAsync(ApiRequest request, IStorage storage, Resource resource, WriteDecision decision)
    {
        if (!IsWatched(resource))
            return null;
        var impacts = decision.Impacts;
        foreach (var interceptor in _interceptors)
            if (interceptor.Watches(resource) && await interceptor.OnChangingAsync(request, storage, impacts, decision.Changes) is { } refused)
                return refused;
        return null;
    }

    static async ValueTask<ApiResponse> FinishAsync(ApiRequest request, ApiResponse response)
    {
        if (!request.IsInBatch)
            await request.AfterCommit.RunAsync();
        return response;
    }
}
