using System.Buffers;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Resources;

namespace KintoHawk.Server.Plugins.History;

/// <summary>
/// The records of a collection at a time. What was not changed since is in the collection itself; of what was, the last entry up to that time says how it
/// was then, or that it was deleted. An entry older than the making (or the deletion) of the collection tells of a former one of that name.
/// Keeps the newest records only, as many as the limit says.
/// </summary>
sealed class CollectionSnapshot(ObjectPath collection, long timestamp, int limit)
{
    // Anybody may see all: the caller's right to read the collection has been checked.
    static readonly string[] _everybody = [Caller.Everyone];

    readonly HashSet<string> _decided = new(StringComparer.Ordinal);
    readonly PriorityQueue<byte[], long> _newest = new();
    bool _formerCollection;

    /// <summary>
    /// Records first, history second: what is changed between the two has left its earlier version in the history.
    /// </summary>
    public async ValueTask ReadAsync(IStorage storage, Caller caller, CancellationToken cancellationToken)
    {
        var records = new ObjectQuery
        {
            Resource = Resource.Record,
            ParentUri = collection.Uri,
            Filters = [new Filter(FieldPath.LastModified, Comparison.Max, FieldValue.FromInteger(timestamp))],
            IncludeTombstones = true,
            PrivilegedPrincipals = _everybody,
        };
        await storage.ListAsync(records, caller, TakeRecord, cancellationToken);
        var entries = new ObjectQuery
        {
            Resource = Resource.History,
            ParentUri = collection.ParentUri,
            Filters =
            [
                new Filter(HistoryEntry.CollectionId, Comparison.Equal, FieldValue.FromString(collection.Id)),
                new Filter(HistoryEntry.TargetLastModified, Comparison.Max, FieldValue.FromInteger(timestamp)),
            ],
            PrivilegedPrincipals = _everybody,
        };
        await storage.ListAsync(entries, caller, TakeEntry, cancellationToken);
    }

    /// <summary>The records as JSON.</summary>
    public IEnumerable<byte[]> NewestFirst() => _newest.UnorderedItems.OrderByDescending(static item => item.Priority).Select(static item => item.Element);

    void TakeRecord(StoredObject record)
    {
        _decided.Add(record.Id);
        if (record.IsTombstone || !IsAmongNewest(record.LastModified))
            return;
        var json = new ArrayBufferWriter<byte>(record.Data.Length + 64);
        JsonSplice.WriteObject(record, json);
        Keep(json.WrittenSpan.ToArray(), record.LastModified);
    }

    void TakeEntry(StoredObject entry)
    {
        if (_formerCollection)
            return;
        var action = HistoryEntry.Action.Read(entry).GetString();
        if (HistoryEntry.ResourceName.Read(entry).GetString() == Resource.Collection.Name)
        {
            _formerCollection = action != HistoryEntry.NameOf(ChangeAction.Update);
            return;
        }

        if (!_decided.Add(HistoryEntry.RecordId.Read(entry).GetString()!) || action == HistoryEntry.NameOf(ChangeAction.Delete))
            return;
        if (HistoryEntry.TargetLastModified.Read(entry).TryGetInteger(out var lastModified) && IsAmongNewest(lastModified)
            && JsonSplice.TryGetField(entry.Data.Span, HistoryEntry.TargetData, out var json))
            Keep(json.ToArray(), lastModified);
    }

    bool IsAmongNewest(long lastModified) => _newest.Count < limit || (_newest.TryPeek(out _, out var oldest) && lastModified > oldest);

    void Keep(byte[] json, long lastModified)
    {
        _newest.Enqueue(json, lastModified);
        if (_newest.Count > limit)
            _newest.Dequeue();
    }
}
