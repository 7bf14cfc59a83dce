using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Archiving;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Backup;

/// <summary>The storage that is imported into, and the sessions of the accounts in it.</summary>
sealed class ImportTarget : IAsyncDisposable
{
    readonly Backends? _backends;
    readonly StorageAtRest? _looked;
    readonly IStorageArchive? _archive;
    readonly AccountAdministration? _accounts;
    readonly RestorePolicy _policy;

    /// <summary>Whether the buckets and collections that a rehearsal has met would be there; all others are asked for in the storage.</summary>
    readonly Dictionary<ObjectPath, bool> _parents = [];

    ImportTarget(Backends? backends, StorageAtRest? looked, IStorageArchive? archive, AccountAdministration? accounts, RestorePolicy policy)
    {
        _backends = backends;
        _looked = looked;
        _archive = archive;
        _accounts = accounts;
        _policy = policy;
    }

    /// <summary>Opens it. Makes and changes nothing for a rehearsal: then there may be no storage at all.</summary>
    /// <exception cref="StorageUnavailableException">The storage cannot be used.</exception>
    public static async Task<ImportTarget> OpenAsync(KintoHawkOptions options, ImportOrder order, CancellationToken cancellationToken)
    {
        if (order.Rehearse)
        {
            if (!(await Schemas.OfStorageAsync(options, cancellationToken)).Any(static schema => schema.Plan.Version > 0))
                return new ImportTarget(null, null, null, null, order.Policy);
            if (await Schemas.RefuseStorageAsync(options, willWrite: true, cancellationToken) is { } refusal)
                throw new StorageUnavailableException(refusal);
            var looked = StorageAtRest.Open(options, TimeProvider.System);
            return new ImportTarget(null, looked, looked.Archive, null, order.Policy);
        }

        var backends = await Backends.OpenAsync(options, TimeProvider.System, previous: null, cancellationToken);
        if (backends.Storage is not IStorageArchive archive)
        {
            await backends.DisposeAsync();
            throw new StorageUnavailableException($"Nothing can be imported into storage_backend {options.StorageBackend}.");
        }

        return new ImportTarget(backends, null, archive, new AccountAdministration(backends.Storage, backends.Cache, options, TimeProvider.System), order.Policy);
    }

    /// <summary>What would become of the entries.</summary>
    public async ValueTask<IReadOnlyList<RestoreOutcome>> RehearseAsync(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        RestoreOutcome[] outcomes = _archive is null
            ? [.. entries.Select(static _ => RestoreOutcome.Created)]
            : [.. await _archive.RehearseAsync(entries, _policy, cancellationToken)];
        for (var index = 0; index < outcomes.Length; index++)
        {
            if (entries[index] is not ArchiveEntry.Object { Path: var path } entry)
                continue;
            if (outcomes[index] is not RestoreOutcome.Unchanged && path.Parent is { } parent && !await WouldBeThereAsync(parent, cancellationToken))
                outcomes[index] = _policy is RestorePolicy.Skip ? RestoreOutcome.Skipped : RestoreOutcome.Orphan;
            else if ((path.Resource == Resource.Bucket || path.Resource == Resource.Collection) && IsWritten(outcomes[index]))
                _parents[path] = !entry.Row.IsTombstone;
        }

        return outcomes;
    }

    /// <summary>Writes the entries. The sessions of accounts that are replaced end.</summary>
    public async ValueTask<IReadOnlyList<RestoreOutcome>> RestoreAsync(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        var replaced = await FindReplacedAccountsAsync(entries, cancellationToken);
        IReadOnlyList<RestoreOutcome> outcomes = [];
        await _accounts!.ReplaceAsync(replaced, async () => outcomes = await _archive!.RestoreAsync(entries, _policy, cancellationToken), cancellationToken);
        return outcomes;
    }

    public async ValueTask DisposeAsync()
    {
        _accounts?.Dispose();
        if (_looked is not null)
            await _looked.DisposeAsync();
        if (_backends is not null)
            await _backends.DisposeAsync();
    }

    static bool IsWritten(RestoreOutcome outcome) => outcome is RestoreOutcome.Created or RestoreOutcome.Replaced or RestoreOutcome.Restamped;

    async ValueTask<bool> WouldBeThereAsync(ObjectPath path, CancellationToken cancellationToken)
    {
        if (_parents.TryGetValue(path, out var isThere))
            return isThere;
        return _parents[path] = _archive is IStorage storage && (await storage.ReadAsync(path, Caller.Anonymous, cancellationToken)).Object is not null;
    }

    async ValueTask<IReadOnlyList<string>> FindReplacedAccountsAsync(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        var accounts = entries.OfType<ArchiveEntry.Object>().Where(static entry => entry.Path.Resource == Resource.Account).ToList();
        if (_policy is not RestorePolicy.Replace || accounts.Count == 0)
            return [];
        var outcomes = await _archive!.RehearseAsync(accounts, _policy, cancellationToken);
        return [.. accounts.Zip(outcomes).Where(static pair => pair.Second is RestoreOutcome.Replaced or RestoreOutcome.Restamped).Select(static pair => pair.First.Path.Id)];
    }
}
