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
    /// <summary>An object, its ancestors, and what the caller holds on each. Never writes.</summary>
    ValueTask<ObjectView> ReadAsync(ObjectPath path, Caller caller, CancellationToken cancellationToken);

    /// <summary>A page of the objects of one set, restricted to those shared with the caller where the query says so. Never writes.</summary>
    ValueTask<ObjectPage> ListAsync(ObjectQuery query, Caller caller, CancellationToken cancellationToken);

    /// <summary>The caller's principals, with the groups the caller is a member of. Never writes.</summary>
    ValueTask<IReadOnlyList<string>> FindPrincipalsAsync(Caller caller, CancellationToken cancellationToken);

    /// <summary>Applies all changes, or none. When the task completes without conflict they are durable.</summary>
    ValueTask<ChangeOutcome> ApplyAsync(ChangeSet changes, CancellationToken cancellationToken);

    /// <summary>Starts a transaction that excludes other writers until it is disposed.</summary>
    /// <exception cref="InvalidOperationException">This storage is a transaction already.</exception>
    ValueTask<IStorageTransaction> BeginAsync(CancellationToken cancellationToken);

    /// <summary>Creates or updates the schema. Does nothing when it is current.</summary>
    ValueTask MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Removes every object, access list, group member and clock.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Asks the backend whether it can answer and, unless <paramref name="readOnly"/>, whether it can write.</summary>
    ValueTask CheckAsync(bool readOnly, CancellationToken cancellationToken);
}
