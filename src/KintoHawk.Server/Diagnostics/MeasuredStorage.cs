using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Diagnostics;

/// <summary>A storage whose operations are timed. A transaction is a storage too: <see cref="MeasuredTransaction"/>.</summary>
class MeasuredStorage(IStorage inner, ServerMetrics metrics) : IStorage
{
    IStorage? _replica;
    IGuardedPuts? _guardedPuts;

    public IStorage ReadReplica => _replica ??= inner.ReadReplica is { } copy && !ReferenceEquals(copy, inner) ? new MeasuredStorage(copy, metrics) : this;

    public IGuardedPuts? GuardedPuts => inner.GuardedPuts is { } puts ? _guardedPuts ??= new MeasuredGuardedPuts(puts, metrics) : null;

    public async ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        using (Storage("get"))
            return await inner.ReadAsync(path, caller, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken)
    {
        using (Storage("get"))
            return await inner.ReadManyAsync(paths, caller, cancellationToken);
    }

    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken)
    {
        using (Storage(StorageOperations.Of(query)))
            return await inner.ListAsync(query, caller, cancellationToken);
    }

    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken)
    {
        using (Storage(StorageOperations.Of(query)))
            return await inner.ListAsync(query, caller, receive, cancellationToken);
    }

    public async ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken)
    {
        using (Permission("get_objects_permissions"))
            return await inner.FindAccessListsAsync(uris, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken)
    {
        using (Permission("get_accessible_objects"))
            return await inner.FindEntriesAsync(principals, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken)
    {
        using (Storage("list_all"))
            return await inner.FindUrisAsync(resource, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken)
    {
        using (Storage("count_all"))
            return await inner.CountAsync(cancellationToken);
    }

    public async ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken)
    {
        using (Permission("remove_principal"))
            await inner.RemovePrincipalAsync(principal, cancellationToken);
    }

    public async ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken)
    {
        using (Storage("purge_deleted"))
            return await inner.PurgeTombstonesAsync(resourceName, retained, cancellationToken);
    }

    public async ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken)
    {
        using (Permission("get_user_principals"))
            return await inner.FindPrincipalsAsync(caller, cancellationToken);
    }

    public async ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken)
    {
        var (backend, operation) = StorageOperations.Of(changes);
        using (metrics.Backend(backend, operation))
            return await inner.ApplyAsync(changes, cancellationToken);
    }

    public async ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        using (Storage("begin"))
            return new MeasuredTransaction(await inner.BeginAsync(cancellationToken), metrics);
    }

    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        using (Storage("initialize_schema"))
            await inner.MigrateAsync(cancellationToken);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        using (Storage("flush"))
            await inner.FlushAsync(cancellationToken);
    }

    public async ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken)
    {
        using (Storage("heartbeat"))
            await inner.CheckAsync(readOnly, cancellationToken);
    }

    Timing Storage(string operation) => metrics.Backend(StorageOperations.Storage, operation);

    Timing Permission(string operation) => metrics.Backend(StorageOperations.Permission, operation);
}
