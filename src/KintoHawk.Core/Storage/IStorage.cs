using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage;

/// <summary>
/// Where objects, access lists, group members and clocks live. One question is one call, one command is one call.
/// Every member throws <see cref="StorageUnavailableException"/> when the backend cannot answer.
/// </summary>
public interface IStorage
{
    /// <summary>
    /// The same objects for reads that may be answered from a copy a moment behind; this storage itself where there is none. Nothing that a decision to write
    /// rests on, and nothing that says who a caller is, may be read there. It refuses to write.
    /// </summary>
    IStorage ReadReplica => this;

    /// <summary>Looks and writes in one trip; null where looking is cheap.</summary>
    IGuardedPuts? GuardedPuts => null;

    /// <summary>An object, its ancestors, and what the caller holds on each. Never writes.</summary>
    ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken);

    /// <summary>The answers to several reads of one caller, in this order; one trip where the backend is another process. Never writes.</summary>
    async ValueTask<IReadOnlyList<ObjectView>> ReadManyAsync(IReadOnlyList<ObjectPath> paths, Caller caller, CancellationToken cancellationToken)
    {
        var views = new ObjectView[paths.Count];
        for (var i = 0; i < views.Length; i++)
            views[i] = await ReadAsync(paths[i], caller, cancellationToken).ConfigureAwait(false);
        return views;
    }

    /// <summary>A page of the objects of one set, restricted to those shared with the caller where the query says so. Never writes.</summary>
    ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken);

    /// <summary>
    /// The same page, whose rows are handed over one by one as they are read, in order, so that a long list never stands in memory;
    /// <see cref="ObjectPage.Objects"/> is empty. The data of a row, and everything read from it, is valid during the call only: copy what must last longer.
    /// What the receiver throws ends the list. It must not use the storage. Only rows that the caller may see are handed over.
    /// </summary>
    ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, Action<StoredObject> receive, CancellationToken cancellationToken);

    /// <summary>The access lists of these objects, by URI; objects without entries are left out. Never writes.</summary>
    ValueTask<IReadOnlyDictionary<string, AccessControl>> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken);

    /// <summary>
    /// Every entry, on any object but those of the history, that names one of these principals; ordered by URI, then by principal, then by permission. Never writes.
    /// </summary>
    ValueTask<IReadOnlyList<AccessEntry>> FindEntriesAsync(IReadOnlyCollection<string> principals, CancellationToken cancellationToken);

    /// <summary>The URIs of all live objects of a kind, in all partitions. Ordered by the text of the URI. Never writes.</summary>
    ValueTask<IReadOnlyList<string>> FindUrisAsync(Resource resource, CancellationToken cancellationToken);

    /// <summary>How many objects and tombstones there are of each kind that has any; ordered by the word of the kind. Never writes.</summary>
    ValueTask<IReadOnlyList<ObjectCount>> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Removes exactly this principal from every access list, makes it a member of no group and, when it is a group itself, takes it from its members.
    /// No timestamp moves, and the data of groups stays as it is.
    /// </summary>
    ValueTask RemovePrincipalAsync(string principal, CancellationToken cancellationToken);

    /// <summary>
    /// Removes all tombstones of a kind but the newest <paramref name="retained"/> of each set, and says how many were removed. Clocks stay where they are.
    /// </summary>
    /// <param name="resourceName">The word used in storage, for example <c>record</c>; one that is in no use removes nothing.</param>
    /// <param name="retained">How many to keep in each set; not negative.</param>
    /// <param name="cancellationToken">Stops waiting for other writers.</param>
    ValueTask<long> PurgeTombstonesAsync(string resourceName, int retained, CancellationToken cancellationToken);

    /// <summary>The caller's principals, with the groups the caller is a member of. Never writes.</summary>
    ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Applies all changes, or none. When the task completes without conflict they are durable.</summary>
    ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>Starts a transaction that excludes other writers until it is disposed: at least those of the sets it has written to.</summary>
    /// <exception cref="InvalidOperationException">This storage is a transaction already.</exception>
    ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Creates or updates the schema. Does nothing when it is current.</summary>
    ValueTask MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Removes every object, access list, group member and clock.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Asks the backend whether it can answer and, unless <paramref name="readOnly"/>, whether it can write.</summary>
    ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken);
}
