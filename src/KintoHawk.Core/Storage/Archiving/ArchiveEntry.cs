using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage.Archiving;

/// <summary>One thing that a storage holds, exactly as it stands.</summary>
public abstract record ArchiveEntry
{
    /// <summary>An object, or the trace of a deleted one, with everything that belongs to it.</summary>
    /// <param name="Path">Where it lives.</param>
    /// <param name="Row">The object or its tombstone.</param>
    /// <param name="Access">Its access list.</param>
    /// <param name="Members">For a group: the users that have it among their principals, in ordinal order; empty for every other kind.</param>
    public sealed record Object(ObjectPath Path, StoredObject Row, AccessControl Access, IReadOnlyList<string> Members) : ArchiveEntry
    {
        /// <summary>True when both hold the same in every respect.</summary>
        public bool IsSameAs(Object other)
        {
            ArgumentNullException.ThrowIfNull(other);
            return Row.LastModified == other.Row.LastModified
                && Row.IsTombstone == other.Row.IsTombstone
                && Row.Data.Span.SequenceEqual(other.Row.Data.Span)
                && Members.SequenceEqual(other.Members, StringComparer.Ordinal)
                && Holders(Access).SequenceEqual(Holders(other.Access));
        }

        static IEnumerable<(Permission Permission, string Principal)> Holders(AccessControl access) =>
            access.Entries.SelectMany(static entry => entry.Value.Select(principal => (entry.Key, principal)));
    }

    /// <summary>The clock of a set that is ahead of all that is in the set.</summary>
    /// <param name="Resource">The kind of the set.</param>
    /// <param name="Partition">The set: the URI of the containing object, "" for buckets, the name for accounts.</param>
    /// <param name="LastModified">What the clock shows.</param>
    public sealed record Clock(Resource Resource, string Partition, long LastModified) : ArchiveEntry;
}
