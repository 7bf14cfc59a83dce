using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Diagnostics;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Api;

/// <summary>
/// The copy of a storage that requests which only read are sent to. When it cannot answer, the storage itself does: slower is better than not at all. What it
/// is not used for it refuses.
/// </summary>
sealed class ReplicaStorage(IStorage copy, IStorage storage, TimeProvider time, ILogger log) : IStorage
{
    static readonly TimeSpan _logInterval = TimeSpan.FromMinutes(1);

    /// <summary>So long nobody asks a copy that did not answer: one that is silent would make everybody wait.</summary>
    static readonly TimeSpan _rest = TimeSpan.FromSeconds(2);

    long _nextLog = long.MinValue;
    long _resting = long.MinValue;

    bool IsResting => time.GetTimestamp() < Volatile.Read(ref _resting);

    /// <summary>The copy of a storage; null when it has none.</summary>
    public static ReplicaStorage? Of(IStorage storage, TimeProvider time, ILogger log) =>
        storage.ReadReplica is { } copy && !ReferenceEquals(copy, storage) ? new ReplicaStorage(copy, storage, time, log) : null;

    public async ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken)
    {
        if (IsResting)
            return await storage.ReadAsync(path, caller, cancellationToken);
        try
        {
            return await copy.ReadAsync(path, caller, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            Report(failure);
            return await storage.ReadAsync(path, caller, cancellationToken);
        }
    }

    public async ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken)
    {
        if (IsResting)
            return await storage.ReadManyAsync(paths, caller, cancellationToken);
        try
        {
            return await copy.ReadManyAsync(paths, caller, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            Report(failure);
            return await storage.ReadManyAsync(paths, caller, cancellationToken);
        }
    }

    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken)
    {
        if (IsResting)
            return await storage.ListAsync(query, caller, cancellationToken);
        try
        {
            return await copy.ListAsync(query, caller, cancellationToken);
        }
        catch (StorageUnavailableException failure)
        {
            Report(failure);
            return await storage.ListAsync(query, caller, cancellationToken);
        }
    }

    public async ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken)
    {
        if (IsResting)
            return await storage.ListAsync(query, caller, receive, cancellationToken);
        var hasRows = false;
        try
        {
            return await copy.ListAsync(query, caller, Receive, cancellationToken);
        }
        // What was handed over cannot be taken back.
        catch (StorageUnavailableException failure) when (!hasRows)
        {
            Report(failure);
            return await storage.ListAsync(query, caller, receive, cancellationToken);
        }

        void Receive(StoredObject row)
        {
            hasRows = true;
            receive(row);
        }
    }

    public ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken) => throw Unused();

    public ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken) => throw Unused();

    public ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken) => throw Unused();

    public ValueTask MigrateAsync(CancellationToken cancellationToken) => throw Unused();

    public ValueTask FlushAsync(CancellationToken cancellationToken) => throw Unused();

    public ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken) => copy.CheckAsync(readOnly: true, cancellationToken);

    /// <summary>Once a minute: every request that reads may come here.</summary>
    void Report(StorageUnavailableException failure)
    {
        Volatile.Write(ref _resting, time.GetTimestamp() + (long)(_rest.TotalSeconds * time.TimestampFrequency));
        var now = time.GetTimestamp();
        var next = Interlocked.Read(ref _nextLog);
        if (now >= next && Interlocked.CompareExchange(ref _nextLog, now + (long)(_logInterval.TotalSeconds * time.TimestampFrequency), next) == next)
            log.ReplicaUnavailable(failure);
    }

    static InvalidOperationException Unused() => new("The copy for reads answers requests that read objects and lists, and nothing else.");
}
