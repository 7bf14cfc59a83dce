using System.Buffers.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage;

/// <summary>One step of a command. A write says what it expects to find; all changes of a set apply, or none does.</summary>
public abstract record Change(ObjectPath Path)
{
    /// <summary>
    /// Creates or replaces an object. Refused when the parent does not exist. Replaces a tombstone.
    /// </summary>
    /// <param name="Path">Where.</param>
    /// <param name="Data">The whole new data, compact UTF-8 JSON without <c>id</c> and <c>last_modified</c>.</param>
    /// <param name="LastModified">
    /// The client's timestamp if there is no live object or it is newer than that, else ignored; null for the next tick of the set's clock.
    /// See <see cref="ChangeOutcome"/> for collisions.
    /// </param>
    /// <param name="Expected">What must be there.</param>
    public sealed record Put(ObjectPath Path, ReadOnlyMemory<byte> Data, long? LastModified, Expected Expected) : Change(Path)
    {
        /// <summary>Where the timestamp of another change of the same command belongs in <see cref="Data"/>; null when it does not.</summary>
        public Stamp? Stamp { get; init; }

        /// <summary>The data as it is to be stored.</summary>
        /// <param name="earlier">The timestamps of the changes before this one.</param>
        /// <exception cref="InvalidOperationException">The stamp names a change that does not come before this one, or a place outside the data.</exception>
        public ReadOnlyMemory<byte> StampedWith(ReadOnlySpan<long> earlier)
        {
            if (Stamp is not { } stamp)
                return Data;
            if (stamp.Change < 0 || stamp.Change >= earlier.Length || stamp.Offset < 0 || stamp.Offset > Data.Length)
                throw new InvalidOperationException($"{stamp} does not fit change {earlier.Length} of {Path}.");
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(earlier[stamp.Change], digits, out var length);
            return (byte[])[.. Data.Span[..stamp.Offset], .. digits[..length], .. Data.Span[stamp.Offset..]];
        }
    }

    /// <summary>
    /// Deletes a live object, its access list and everything below it (objects, tombstones, access lists, memberships, clocks).
    /// The object itself leaves a tombstone.
    /// </summary>
    /// <param name="Path">Where.</param>
    /// <param name="LastModified">The timestamp of the tombstone if it is greater than the object's, else ignored; null for the next tick.</param>
    /// <param name="Expected">What must be there. An object that does not exist is always a conflict.</param>
    public sealed record Delete(ObjectPath Path, long? LastModified, Expected Expected) : Change(Path);

    /// <summary>Changes the access list of an object: the listed permissions are replaced, then the added entries are added, others stay.</summary>
    /// <param name="Path">Whose list.</param>
    /// <param name="Replaced">Permissions to replace; one listed without principals is emptied.</param>
    /// <param name="Added">Entries to add.</param>
    public sealed record SetAccess(ObjectPath Path, AccessControl Replaced, AccessControl Added) : Change(Path);

    /// <summary>
    /// Forgets the oldest objects of a set, without tombstones, when more than <paramref name="Keep"/> + <paramref name="Threshold"/> live ones match:
    /// all that match but the newest <paramref name="Keep"/>, with their access lists and everything below them. The clock of the set stays where it is.
    /// Never refused; leaves no timestamp behind.
    /// </summary>
    /// <param name="Path">The set; the id is "". Not for kinds that are their own partition.</param>
    /// <param name="Filters">Which objects count; all must hold.</param>
    /// <param name="Keep">How many stay.</param>
    /// <param name="Threshold">How many more are tolerated before any is forgotten.</param>
    public sealed record Trim(ObjectPath Path, IReadOnlyList<Filter> Filters, int Keep, int Threshold) : Change(Path);

    /// <summary>Makes the listed users, and no others, members of a group: the group's URI becomes one of their principals.</summary>
    public sealed record SetMembers(ObjectPath Path, IReadOnlyCollection<string> Members) : Change(Path);
}
