using System.Buffers;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary>
/// <c>DELETE /__user_data__/{principal}</c>: deletes what only this principal may write, and forgets the principal everywhere else (kinto-api §16).
/// All of it happens, or none.
/// </summary>
sealed class UserData(KintoHawkOptions options, Access access, ObjectWriter writer, Lazy<ApiDispatcher> dispatcher)
{
    /// <summary>A command with its history stands in memory as a whole.</summary>
    const int ObjectsPerCommand = 1_000;

    static readonly WriteDecision _nothing = new ApiResponse(StatusCodes.Status204NoContent);

    static readonly Func<IReadOnlyList<long>, ApiResponse> _done = static _ => new ApiResponse(StatusCodes.Status204NoContent);

    public IEnumerable<ApiRoute> Routes =>
    [
        new() { Name = "user-data-plural", Pattern = "/__user_data__", Kind = RouteKind.Plural, NegotiatesJson = true, Handlers = [] },
        new()
        {
            Name = "user-data-object",
            Pattern = "/__user_data__/{principal}",
            Kind = RouteKind.Object,
            NegotiatesJson = true,
            Handlers = options.IsEndpointEnabled(plural: false, "user-data", "DELETE") ? [new("DELETE", DeleteAsync)] : [],
        },
    ];

    async ValueTask<ApiResponse> DeleteAsync(ApiRequest request)
    {
        var principals = await request.Storage.FindPrincipalsAsync(request.Caller, request.Cancelled);
        if (!options.PrincipalsFor("user-data", "delete").Any(allowed => principals.Contains(allowed, StringComparer.Ordinal)))
            return access.Refusal(request, "delete");
        var principal = request.RouteValues[0];
        if (principal.Contains('\0'))
            return ApiError.InvalidObjectId;
        if (request.Storage is IStorageTransaction)
            await RemoveAsync(request, request.Storage, principal);
        else
            await RemoveAloneAsync(request, principal);
        return new ApiResponse(StatusCodes.Status200OK, output => new WireWriter(output).StartObject()
            .Name("data").StartObject()
            .Name("principal").String(principal)
            .EndObject()
            .EndObject());
    }

    async ValueTask RemoveAloneAsync(ApiRequest request, string principal)
    {
        var committed = false;
        try
        {
            await using var transaction = await request.Storage.BeginAsync(request.Cancelled);
            await RemoveAsync(request, transaction, principal);
            await request.AfterCommit.CommitAsync(transaction, request.Cancelled);
            committed = true;
        }
        finally
        {
            if (!committed)
                await request.AfterCommit.AbandonAsync();
        }

        await request.AfterCommit.RunAsync();
    }

    async ValueTask RemoveAsync(ApiRequest request, IStorage storage, string principal)
    {
        var owned = await FindOwnedAsync(storage, principal, request.Cancelled);
        foreach (var set in owned.GroupBy(static path => (path.Resource, path.ParentUri)))
            if (set.Key.Resource != Resource.Account || options.AccountsIncluded)
                foreach (var some in set.Chunk(ObjectsPerCommand))
                    await WriteAsync(request, storage, set.Key.Resource, inside => DeletionAsync(inside, some, request));
        foreach (var group in await storage.FindPrincipalsAsync(Caller.User("", principal), request.Cancelled))
            if (ObjectPath.TryParse(group, out var path) && path.Resource == Resource.Group)
                await WriteAsync(request, storage, Resource.Group, async inside => Leave(await inside.ReadAsync(path, request.Caller, request.Cancelled), principal));
        await storage.RemovePrincipalAsync(principal, request.Cancelled);
    }

    /// <summary>What nobody else may write, without what goes with an object that contains it.</summary>
    static async ValueTask<IReadOnlyList<ObjectPath>> FindOwnedAsync(IStorage storage, string principal, CancellationToken cancellationToken)
    {
        var entries = await storage.FindEntriesAsync([principal], cancellationToken);
        var written = entries.Where(static entry => entry.Permission is Permission.Write).Select(static entry => entry.Uri).ToList();
        var lists = await storage.FindAccessListsAsync(written, cancellationToken);
        var owned = written.Where(uri => lists[uri][Permission.Write].Count == 1).ToHashSet(StringComparer.Ordinal);
        return [.. owned.Select(static uri => ObjectPath.TryParse(uri, out var path) ? path : null).OfType<ObjectPath>()
            .Where(path => !path.Chain.SkipLast(1).Any(above => owned.Contains(above.Uri)))];
    }

    /// <summary>Changes objects the way their own endpoints would, with everything that goes with it (a deleted account loses its sessions), but asks nobody for permission.</summary>
    async ValueTask WriteAsync(ApiRequest request, IStorage storage, Resource resource, Func<IStorage, ValueTask<WriteDecision>> decide)
    {
        using var change = request.OnBehalf(request.Method, request.Path, storage);
        var answer = await writer.ApplyAsync(change, dispatcher.Value.RulesOf(resource), decide);
        // Nobody has a reason to refuse these changes, alone in their transaction. If somebody does, none of them may stay.
        if (answer.Status >= StatusCodes.Status400BadRequest)
            throw new InvalidOperationException($"A change of the kind {resource} was refused with {answer.Status}.");
    }

    /// <summary>Deletes those of one set that exist: entries may name objects that are gone.</summary>
    static async ValueTask<WriteDecision> DeletionAsync(IStorage storage, IEnumerable<ObjectPath> paths, ApiRequest request)
    {
        var changes = new ChangeSet();
        foreach (var path in paths)
            if ((await storage.ReadAsync(path, request.Caller, request.Cancelled)).Object is not null)
                changes.Add(new Change.Delete(path, null, Expected.Present));
        return changes.Changes.Count == 0 ? _nothing : new WriteDecision(changes, _done);
    }

    /// <summary>Takes a member out of a group, if the group lists it.</summary>
    static WriteDecision Leave(ObjectView view, string member)
    {
        if (view.Object is not { } group)
            return _nothing;
        using var document = JsonText.ParseStored(group.Data);
        string[] listed = document.RootElement.TryGetProperty("members", out var array) ? [.. array.EnumerateArray().Select(static m => m.GetString()!)] : [];
        var left = listed.Where(other => other != member).ToArray();
        if (left.Length == listed.Length)
            return _nothing;
        var members = new ArrayBufferWriter<byte>(256);
        new WireWriter(members).Strings(left);
        var data = JsonMembers.With(group.Data.Span, "members", members.WrittenSpan);
        var changes = new ChangeSet(
            new Change.Put(view.Path, data, null, Expected.At(group.LastModified)),
            new Change.SetMembers(view.Path, left.ToHashSet(StringComparer.Ordinal)));
        return new WriteDecision(changes, _done) { Stored = new Impact(0, view.Path, ChangeAction.Update, data, Without(view.AccessControl, member)) };
    }

    static AccessControl Without(AccessControl access, string principal)
    {
        foreach (var (permission, holders) in access.Entries)
            if (holders.Contains(principal))
                access = access.With(permission, holders.Remove(principal));
        return access;
    }
}
