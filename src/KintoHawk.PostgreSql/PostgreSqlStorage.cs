using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.PostgreSql.Engine;
using KintoHawk.PostgreSql.Objects;

namespace KintoHawk.PostgreSql;

/// <summary>
/// Keeps everything in the tables of Kinto (storage schema 26, permission schema 2), which a running Kinto may use at the same time. A change whose task has
/// completed is durable as far as the database keeps its promises. Writers of one set wait for each other, so that its timestamps become visible in order;
/// writers of different sets do not, and readers never do.
/// </summary>
/// <remarks>
/// Where permissions have a database of their own, a command that changes both commits the permissions first. When the objects cannot be committed after
/// that, the access list of an object that was not written stays changed: the request is answered with an error and may be repeated.
/// </remarks>
public sealed class PostgreSqlStorage : IStorage, IStorageArchive, IAsyncDisposable
{
    readonly TimeProvider? _time;
    readonly Database _objects;
    readonly Database _access;
    readonly PooledSessions _sessions;
    readonly Reads _reads;
    readonly Writes _writes;
    readonly PostgreSqlReplica? _replica;
    readonly RecentContainers _recent = new();

    PostgreSqlStorage(Database objects, Database access, Database? reading, TimeProvider? time)
    {
        _time = time;
        _objects = objects;
        _access = access;
        _sessions = new PooledSessions(objects, access);
        _reads = new Reads(_sessions);
        _writes = new Writes(objects, access, time);
        if (IsOneDatabase)
            GuardedPuts = new GuardedPuts(objects, _recent, time);
        // Permissions that have a database of their own are read there: a copy of the objects does not have them.
        if (reading is not null)
            _replica = new PostgreSqlReplica(reading, IsOneDatabase ? reading : access);
    }

    /// <inheritdoc/>
    public IGuardedPuts? GuardedPuts { get; }

    /// <inheritdoc/>
    public IStorage ReadReplica => _replica is null ? this : _replica;

    bool IsOneDatabase => ReferenceEquals(_objects, _access);

    /// <summary>Names the databases; connects to none of them yet. Call <see cref="MigrateAsync"/> next.</summary>
    /// <param name="objects">The database of the objects.</param>
    /// <param name="permissions">The database of the permissions; null when it is that of the objects, which makes most commands one trip.</param>
    /// <param name="reading">A copy of the database of the objects for <see cref="IStorage.ReadReplica"/>; null when there is none.</param>
    /// <param name="pool">How many connections are kept to each.</param>
    /// <param name="time">The clock of the timestamps; null for that of the database, which all servers share.</param>
    /// <param name="permissionPool">How many are kept to permissions in another database; null for as many.</param>
    public static PostgreSqlStorage Open(
        PostgreSqlAddress objects, PostgreSqlAddress? permissions, PostgreSqlAddress? reading, PostgreSqlPoolOptions pool, TimeProvider? time,
        PostgreSqlPoolOptions? permissionPool = null)
    {
        ArgumentNullException.ThrowIfNull(objects);
        ArgumentNullException.ThrowIfNull(pool);
        var ofObjects = new Database(objects, pool, Unavailable);
        return new PostgreSqlStorage(
            ofObjects,
            permissions is null || permissions.Equals(objects) ? ofObjects : new Database(permissions, permissionPool ?? pool, Unavailable),
            reading is null ? null : new Database(reading, pool, Unavailable),
            time);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        var view = await _reads.ReadAsync(path, caller, cancellationToken).ConfigureAwait(false);
        _recent.Saw(path.ParentUri, view.Ancestors);
        return view;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken) =>
        _reads.ReadManyAsync(paths, caller, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        _reads.ListAsync(query, caller, receive: null, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        _reads.ListAsync(query, caller, receive, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        _reads.FindAccessListsAsync(uris, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        _reads.FindEntriesAsync(principals, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        _reads.FindUrisAsync(resource, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) => _reads.CountAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        _reads.FindPrincipalsAsync(caller, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) => _writes.ApplyAsync(changes, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) =>
        await PostgreSqlTransaction.BeginAsync(_objects, _access, _time, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) => _writes.RemovePrincipalAsync(principal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) =>
        _writes.PurgeTombstonesAsync(resourceName, retained, cancellationToken);

    /// <summary>
    /// Creates the tables of Kinto, or brings those of an older Kinto up to date, and adds our functions and indexes. A database that is current costs one
    /// small question and may refuse this role to create anything. Servers that start at the same time wait for each other.
    /// </summary>
    /// <exception cref="StorageUnavailableException">It is not a database of Kinto, or of a Kinto that is too old or too new; or this role may not change it.</exception>
    public async ValueTask MigrateAsync(CancellationToken cancellationToken)
    {
        await Schema.MigrateAsync(_objects, SchemaParts.Objects | (IsOneDatabase ? SchemaParts.Access : SchemaParts.None), _time, cancellationToken).ConfigureAwait(false);
        if (!IsOneDatabase)
            await Schema.MigrateAsync(_access, SchemaParts.Access, _time, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => _writes.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public async ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken)
    {
        await _reads.CheckAsync(cancellationToken).ConfigureAwait(false);
        if (!readOnly)
            await _writes.CheckAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask ReadAsync(ArchiveScope scope, Action<ArchiveEntry> receive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(receive);
        await InTransactionAsync(oneState: true, session => new ArchiveReader(session).ReadAsync(scope, receive, cancellationToken), _ => false, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RestoreOutcome>> RestoreAsync(IReadOnlyList<ArchiveEntry> entries, RestorePolicy policy, CancellationToken cancellationToken) =>
        InTransactionAsync(
            oneState: false,
            session => new Restorer(session, policy, _time).RestoreAsync(entries, cancellationToken),
            static outcomes => !outcomes.Any(static outcome => outcome is RestoreOutcome.Conflict or RestoreOutcome.Orphan),
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RestoreOutcome>> RehearseAsync(IReadOnlyList<ArchiveEntry> entries, RestorePolicy policy, CancellationToken cancellationToken) =>
        InTransactionAsync(oneState: true, session => new Restorer(session, policy, _time).RehearseAsync(entries, cancellationToken), static _ => false, cancellationToken);

    /// <summary>Closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_replica is not null)
            await _replica.DisposeAsync().ConfigureAwait(false);
        await _objects.DisposeAsync().ConfigureAwait(false);
        if (!IsOneDatabase)
            await _access.DisposeAsync().ConfigureAwait(false);
    }

    async ValueTask<TResult> InTransactionAsync<TResult>(bool oneState, Func<Session, ValueTask<TResult>> work, Predicate<TResult> commits, CancellationToken cancellationToken)
    {
        await using var transaction = await SessionTransaction.BeginAsync(_objects, _access, oneState, cancellationToken).ConfigureAwait(false);
        var result = await transaction.RunAsync(work).ConfigureAwait(false);
        if (commits(result))
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    internal static StorageUnavailableException Unavailable(string message, Exception? cause) =>
        cause is null
            ? new StorageUnavailableException(message)
            : new StorageUnavailableException($"{message} {cause.Message}", cause) { IsTransient = Collision.IsOne(cause) };
}
