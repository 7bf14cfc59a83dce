using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.Sqlite.Engine;
using KintoHawk.Sqlite.Objects;

namespace KintoHawk.Sqlite;

/// <summary>
/// Keeps everything in one SQLite file. A change whose task has completed survives the death of the process and, as far as the disk keeps its
/// promises, of the machine. Readers never wait; writers that wait at the same time share a commit. Several processes may open the file.
/// </summary>
public sealed class SqliteStorage : IStorage, IStorageArchive, IAsyncDisposable
{
    readonly TimeProvider _time;
    readonly Writer _writer;
    readonly Readers _readers;

    SqliteStorage(string path, Connection connection, TimeProvider time)
    {
        _time = time;
        _writer = new Writer(connection, Unavailable);
        _readers = new Readers(path, Unavailable);
    }

    long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens a database file; makes an empty one, readable by its owner alone, if there is none. Call <see cref="MigrateAsync"/> next.</summary>
    /// <param name="path">The file. Its folder must exist; SQLite keeps two more files beside it.</param>
    /// <param name="time">The clock of the timestamps.</param>
    /// <exception cref="StorageUnavailableException">The file cannot be opened, or is not a database.</exception>
    public static SqliteStorage Open(string path, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(time);
        try
        {
            return new SqliteStorage(path, Connection.OpenOrCreate(path, Sql.Connect), time);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailableException($"The database file {path} cannot be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new ObjectReader(connection).Read(path, caller, PrincipalsOf(caller))));

    /// <inheritdoc/>
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new ListReader(connection, query, cancellationToken).Read(caller, PrincipalsOf(caller))));

    /// <inheritdoc/>
    public ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new ListReader(connection, query, cancellationToken).Read(caller, PrincipalsOf(caller), receive)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new Survey(connection, cancellationToken).FindAccessLists(uris)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new Survey(connection, cancellationToken).FindEntries(principals)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new Survey(connection, cancellationToken).FindUris(resource)));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new Survey(connection, cancellationToken).Count()));

    /// <inheritdoc/>
    public async ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) =>
        await RunAsync(connection => Upkeep.RemovePrincipal(connection, principal), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) =>
        await _writer.RunAsync(connection => Upkeep.PurgeTombstones(connection, resourceName, retained), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(FindPrincipals(caller));

    /// <inheritdoc/>
    public async ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) =>
        await _writer.RunAsync(connection => new ObjectWriter(connection, Now).Apply(changes), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) =>
        new SqliteTransaction(await _writer.LeaseAsync(cancellationToken).ConfigureAwait(false), _time);

    /// <inheritdoc/>
    public async ValueTask MigrateAsync(CancellationToken cancellationToken) =>
        await RunAsync(connection => Schema.Migrate(connection, Now), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask FlushAsync(CancellationToken cancellationToken) =>
        await RunAsync(static connection => connection.Execute(Sql.Flush), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken)
    {
        _readers.Read(static connection =>
        {
            Schema.CheckRead(connection);
            return true;
        });
        if (!readOnly)
            await RunAsync(Schema.CheckWrite, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask ReadAsync(ArchiveScope scope, Action<ArchiveEntry> receive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(receive);
        _readers.Read(connection =>
        {
            new ArchiveReader(connection, scope, receive, cancellationToken).Read();
            return true;
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RestoreOutcome>> RestoreAsync(IReadOnlyList<ArchiveEntry> entries, RestorePolicy policy, CancellationToken cancellationToken) =>
        await _writer.RunAsync(connection => new Restorer(connection, policy, Now).Restore(entries), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RestoreOutcome>> RehearseAsync(IReadOnlyList<ArchiveEntry> entries, RestorePolicy policy, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_readers.Read(connection => new Restorer(connection, policy, Now).Rehearse(entries)));

    /// <summary>Finishes the writes that wait, moves the log into the file, and closes it. Waits for open transactions.</summary>
    public async ValueTask DisposeAsync()
    {
        _readers.Dispose();
        await _writer.DisposeAsync().ConfigureAwait(false);
    }

    internal static StorageUnavailableException Unavailable(string message, Exception? cause) =>
        cause is null ? new StorageUnavailableException(message) : new StorageUnavailableException($"{message} {cause.Message}", cause);

    IReadOnlyList<string> PrincipalsOf(Caller caller) => CallerPrincipals.Of(caller, () => FindPrincipals(caller));

    IReadOnlyList<string> FindPrincipals(Caller caller) => _readers.ReadOnce(connection => new ObjectReader(connection).FindPrincipals(caller));

    Task<bool> RunAsync(Action<Connection> work, CancellationToken cancellationToken) => _writer.RunAsync(
        connection =>
        {
            work(connection);
            return true;
        },
        cancellationToken);
}
