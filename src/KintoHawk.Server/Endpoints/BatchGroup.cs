using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Authentication;

namespace KintoHawk.Server.Endpoints;

/// <summary>
/// Consecutive items of a batch of one caller, of which each has a record of its own: none can notice whether another has been carried out. All look first,
/// in one trip, and all write together, in one. They run one at a time: an item that wants to write waits while the next ones run, and an item that wants
/// anything which is not of its scope waits until those before it are done.
/// </summary>
sealed class BatchGroup
{
    readonly IStorage _storage;
    readonly Caller _caller;
    readonly Dictionary<ObjectPath, ObjectView> _views;
    readonly Dictionary<string, IReadOnlyDictionary<string, AccessControl>> _accessLists = new(StringComparer.Ordinal);
    readonly List<GroupedStorage> _waiting = [];

    BatchGroup(IStorage storage, Caller caller, Dictionary<ObjectPath, ObjectView> views)
    {
        _storage = storage;
        _caller = caller;
        _views = views;
    }

    /// <summary>What the items really read and write.</summary>
    public IStorage Storage => _storage;

    /// <summary>True once an item has changed something outside its scope: what was read for the others may not be true any more.</summary>
    public bool IsOver { get; set; }

    /// <summary>How many of the items that come next can go together.</summary>
    public static List<ItemScope> ScopesFrom(IReadOnlyList<BatchItem> items, int first, BatchItems all)
    {
        var scopes = new List<ItemScope>();
        var touched = new Dictionary<ObjectPath, bool>();
        for (var i = first; i < items.Count; i++)
        {
            if (!IsSame(items[i].Identity, items[first].Identity) || all.ScopeOf(items[i]) is not { } scope
                || (touched.TryGetValue(scope.Record, out var written) && (written || scope.Writes)))
                break;
            touched[scope.Record] = scope.Writes;
            scopes.Add(scope);
        }

        return scopes;

        static bool IsSame(Identity one, Identity other) => ReferenceEquals(one, other);
    }

    /// <summary>Looks for all of them.</summary>
    /// <exception cref="UnstorableException">One of them cannot be looked for.</exception>
    public static async ValueTask<BatchGroup> BeginAsync(IStorage storage, Caller caller, IReadOnlyList<ItemScope> scopes, CancellationToken cancellationToken)
    {
        var paths = new HashSet<ObjectPath>();
        foreach (var scope in scopes)
        {
            paths.Add(scope.Record);
            if (scope.Collection is { } collection)
                paths.Add(collection);
        }

        var views = new Dictionary<ObjectPath, ObjectView>(paths.Count);
        foreach (var view in await storage.ReadManyAsync([.. paths], caller, cancellationToken))
            views[view.Path] = view;
        return new BatchGroup(storage, caller, views);
    }

    /// <summary>What was found before; null when it must be looked for.</summary>
    public ObjectView? Recall(ObjectPath path, Caller caller) => !IsOver && ReferenceEquals(caller, _caller) ? _views.GetValueOrDefault(path) : null;

    /// <summary>The access lists of objects that no item changes; null when one of these may be changed by an item.</summary>
    public async ValueTask<IReadOnlyDictionary<string, AccessControl>?> FindAccessListsAsync(IReadOnlyCollection<string> uris, CancellationToken cancellationToken)
    {
        foreach (var uri in uris)
            if (!ObjectPath.TryParse(uri, out var path) || path.Resource == Resource.Record)
                return null;
        var key = string.Join('\n', uris);
        if (!_accessLists.TryGetValue(key, out var lists))
            _accessLists[key] = lists = await _storage.FindAccessListsAsync(uris, cancellationToken);
        return lists;
    }

    public void Enqueue(GroupedStorage item) => _waiting.Add(item);

    /// <summary>Makes the changes that items wait to make, and lets each item go on until its end.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
            return;
        GroupedStorage[] waiting = [.. _waiting];
        _waiting.Clear();
        var next = 0;
        try
        {
            var outcomes = await TryApplyAsync(waiting, cancellationToken);
            for (; next < waiting.Length; next++)
                if (outcomes is not null)
                    await waiting[next].ContinueAsync(outcomes[next]);
                else
                    await ApplyAloneAsync(waiting[next], cancellationToken);
        }
        catch (Exception failure)
        {
            // Whatever it is, all that wait fail with it, and must not wait for ever.
            for (; next < waiting.Length; next++)
                await waiting[next].FailAsync(failure);
            throw;
        }
    }

    /// <summary>Ends the items that still wait, because the batch fails.</summary>
    public async ValueTask AbandonAsync(Exception failure)
    {
        foreach (var item in _waiting)
            await item.FailAsync(failure);
        _waiting.Clear();
    }

    /// <summary>Null when something in one of the commands cannot be stored, so that none was applied.</summary>
    async ValueTask<IReadOnlyList<ChangeOutcome>?> TryApplyAsync(GroupedStorage[] waiting, CancellationToken cancellationToken)
    {
        if (waiting.Length == 1 || _storage is not IStorageTransaction transaction)
            return null;
        try
        {
            return await transaction.ApplyManyAsync([.. waiting.Select(static item => item.Changes)], cancellationToken);
        }
        catch (UnstorableException)
        {
            return null;
        }
    }

    async ValueTask ApplyAloneAsync(GroupedStorage item, CancellationToken cancellationToken)
    {
        ChangeOutcome outcome;
        try
        {
            outcome = await _storage.ApplyAsync(item.Changes, cancellationToken);
        }
        catch (UnstorableException unstorable)
        {
            await item.FailAsync(unstorable);
            return;
        }

        await item.ContinueAsync(outcome);
    }
}
