using System.Collections.Immutable;
using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>The objects and tombstones of one set, by id and newest first, and the set's clock, which never goes back.</summary>
sealed class MemorySet
{
    static readonly ImmutableDictionary<string, StoredObject> _noRows = ImmutableDictionary.Create<string, StoredObject>(StringComparer.Ordinal);

    static readonly ImmutableSortedDictionary<long, StoredObject> _noTimes =
        ImmutableSortedDictionary.Create<long, StoredObject>(Comparer<long>.Create(static (left, right) => right.CompareTo(left)));

    readonly ImmutableDictionary<string, StoredObject> _byId;
    readonly ImmutableSortedDictionary<long, StoredObject> _newestFirst;

    MemorySet(ImmutableDictionary<string, StoredObject> byId, ImmutableSortedDictionary<long, StoredObject> newestFirst, long clock)
    {
        _byId = byId;
        _newestFirst = newestFirst;
        Clock = clock;
    }

    /// <summary>The set's timestamp.</summary>
    public long Clock { get; }

    /// <summary>Objects and tombstones, newest first.</summary>
    public IEnumerable<StoredObject> Rows => _newestFirst.Values;

    /// <summary>A set without rows whose clock stands here.</summary>
    public static MemorySet StartingAt(long clock) => new(_noRows, _noTimes, clock);

    /// <summary>The object or tombstone of an id.</summary>
    public StoredObject? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>The live object of an id.</summary>
    public StoredObject? FindLive(string id) => Find(id) is { IsTombstone: false } live ? live : null;

    /// <summary>True when another object or tombstone has this timestamp.</summary>
    public bool IsTaken(long timestamp, string id) => _newestFirst.TryGetValue(timestamp, out var owner) && owner.Id != id;

    /// <summary>A copy with this row in place of the one of the same id; the clock moves forward if the row is newer.</summary>
    public MemorySet With(StoredObject row)
    {
        var times = Find(row.Id) is { } replaced ? _newestFirst.Remove(replaced.LastModified) : _newestFirst;
        return new(_byId.SetItem(row.Id, row), times.Add(row.LastModified, row), Math.Max(Clock, row.LastModified));
    }

    /// <summary>A copy without these rows; the clock stays where it is.</summary>
    public MemorySet Without(IReadOnlyCollection<StoredObject> rows) =>
        new(_byId.RemoveRange(rows.Select(static row => row.Id)), _newestFirst.RemoveRange(rows.Select(static row => row.LastModified)), Clock);

    /// <summary>A copy whose clock stands here, unless it is later already.</summary>
    public MemorySet NotBefore(long clock) => clock <= Clock ? this : new(_byId, _newestFirst, clock);

    /// <summary>A copy to be changed in place: many changes make each node of the trees once, and not a path of nodes for each change.</summary>
    public Editor Edit() => new(this);

    /// <summary>A set that is being changed.</summary>
    public sealed class Editor(MemorySet set)
    {
        readonly ImmutableDictionary<string, StoredObject>.Builder _byId = set._byId.ToBuilder();
        readonly ImmutableSortedDictionary<long, StoredObject>.Builder _newestFirst = set._newestFirst.ToBuilder();

        /// <summary>The set's timestamp.</summary>
        public long Clock { get; private set; } = set.Clock;

        /// <summary>The live object of an id.</summary>
        public StoredObject? FindLive(string id) => _byId.TryGetValue(id, out var row) && !row.IsTombstone ? row : null;

        /// <summary>True when another object or tombstone has this timestamp.</summary>
        public bool IsTaken(long timestamp, string id) => _newestFirst.TryGetValue(timestamp, out var owner) && owner.Id != id;

        /// <summary>Puts a row in place of the one of the same id; the clock moves forward if the row is newer.</summary>
        public void Put(StoredObject row)
        {
            if (_byId.TryGetValue(row.Id, out var replaced))
                _newestFirst.Remove(replaced.LastModified);
            _byId[row.Id] = row;
            _newestFirst.Add(row.LastModified, row);
            Clock = Math.Max(Clock, row.LastModified);
        }

        /// <summary>The set as it is now.</summary>
        public MemorySet ToSet() => new(_byId.ToImmutable(), _newestFirst.ToImmutable(), Clock);
    }
}
