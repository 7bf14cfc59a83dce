using System.Buffers;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary>
/// <c>DELETE /__user_data__/{principal}</c>: deletes what only this principal may write, and forgets the principal everywhere else (kinto-api §16).
/// All of it happens, or none.
/// </summary>
sealed class UserData(KintoHawkOptions options, Access access, AccountRevocation revocation)
{
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
            return access.Refusal(request.Caller);
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
            await transaction.CommitAsync(request.Cancelled);
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
        foreach (var path in await FindOwnedAsync(storage, principal, request.Cancelled))
            await DeleteAsync(request, storage, path);
        foreach (var group in await storage.FindPrincipalsAsync(Caller.User("", principal), request.Cancelled))
            if (ResourcePaths.Parse(group) is { } path && path.Resource == Resource.Group)
                await LeaveAsync(request, storage, path, principal);
        await storage.RemovePrincipalAsync(principal, request.Cancelled);
    }

    /// <summary>What nobody else may write, without what goes with an object that contains it.</summary>
    static async ValueTask<IReadOnlyList<ObjectPath>> FindOwnedAsync(IStorage storage, string principal, CancellationToken cancellationToken)
    {
        var entries = await storage.FindEntriesAsync([principal], cancellationToken);
        var written = entries.Where(static entry => entry.Permission is Permission.Write).Select(static entry => entry.Uri).ToList();
        var lists = await storage.FindAccessListsAsync(written, cancellationToken);
        var owned = written.Where(uri => lists[uri][Permission.Write].Count == 1).ToHashSet(StringComparer.Ordinal);
        return [.. owned.Select(ResourcePaths.Parse).OfType<ObjectPath>().Where(path => !path.Chain.SkipLast(1).Any(above => owned.Contains(above.Uri)))];
    }

    async ValueTask DeleteAsync(ApiRequest request, IStorage storage, ObjectPath path)
    {
        var view = await storage.ReadAsync(path, request.Caller, request.Cancelled);
        if (view.Object is null)
            return;
        if (path.Resource == Resource.Account)
        {
            // As when an account is deleted by its own endpoint: its sessions and remembered password end with it.
            await revocation.BeginAsync(path.Id, request.Cancelled);
            request.AfterCommit.Add(new PendingWork(
                cancellationToken => revocation.CompleteAsync(path.Id, cancellationToken), cancellationToken => revocation.AbandonAsync(path.Id, cancellationToken)));
        }

        await ApplyAsync(request, storage, new ChangeSet(new Change.Delete(path, null, Expected.Present)));
    }

    async ValueTask LeaveAsync(ApiRequest request, IStorage storage, ObjectPath path, string principal)
    {
        var view = await storage.ReadAsync(path, request.Caller, request.Cancelled);
        if (view.Object is not { } group || WithoutMember(group.Data, principal, out var members) is not { } data)
            return;
        await ApplyAsync(request, storage, new ChangeSet(new Change.Put(path, data, null, Expected.At(group.LastModified)), new Change.SetMembers(path, members)));
    }

    /// <summary>A group's data without a member; null when it does not list it.</summary>
    static ReadOnlyMemory<byte>? WithoutMember(ReadOnlyMemory<byte> data, string member, out IReadOnlyCollection<string> members)
    {
        using var document = JsonText.ParseStored(data);
        string[] listed = document.RootElement.TryGetProperty("members", out var array) ? [.. array.EnumerateArray().Select(static m => m.GetString()!)] : [];
        var left = listed.Where(other => other != member).ToArray();
        members = left.ToHashSet(StringComparer.Ordinal);
        if (left.Length == listed.Length)
            return null;
        var output = new ArrayBufferWriter<byte>(256);
        new WireWriter(output).Strings(left);
        return JsonMembers.With(data.Span, "members", output.WrittenSpan);
    }

    static async ValueTask ApplyAsync(ApiRequest request, IStorage storage, ChangeSet changes)
    {
        var outcome = await storage.ApplyAsync(changes, request.Cancelled);
        if (!outcome.Succeeded)
            throw new InvalidOperationException($"A conflict inside an exclusive transaction: {outcome.Conflict}.");
    }
}
