using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Engine;
using KintoHawk.PostgreSql.Objects;

namespace KintoHawk.PostgreSql;

/// <summary>Reads of a copy that may be a moment behind. It refuses to write.</summary>
/// <param name="objects">The copy.</param>
/// <param name="access">Where access lists are read: the copy, or the database that they have of their own.</param>
sealed class PostgreSqlReplica(Database objects, Database access) : IStorage, IAsyncDisposable
{
    readonly Reads _reads = new(new PooledSessions(objects, access));

    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) => _reads.ReadAsync(path, caller, cancellationToken);

    public ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken) =>
        _reads.ReadManyAsync(paths, caller, cancellationToken);

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        _reads.ListAsync(query, caller, receive: null, cancellationToken);

    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        _reads.ListAsync(query, caller, receive, cancellationToken);

    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        _reads.FindAccessListsAsync(uris, cancellationToken);

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        _reads.FindEntriesAsync(principals, cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) => _reads.FindUrisAsync(resource, cancellationToken);

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) => _reads.CountAsync(cancellationToken);

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) => _reads.FindPrincipalsAsync(caller, cancellationToken);

    public ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) => throw Refused();

    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) => throw Refused();

    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) => throw Refused();

    public ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) => throw Refused();

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => throw Refused();

    public ValueTask FlushAsync(CancellationToken cancellationToken) => throw Refused();

    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => readOnly ? _reads.CheckAsync(cancellationToken) : throw Refused();

    /// <summary>Closes the connections to the copy; the database of the permissions belongs to the storage.</summary>
    public ValueTask DisposeAsync() => objects.DisposeAsync();

    static InvalidOperationException Refused() => new("A copy for reads is not written to.");
}
