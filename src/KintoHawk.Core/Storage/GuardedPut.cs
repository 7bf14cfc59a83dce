using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage;

/// <summary>An object to be stored, and what must be true for it; see <see cref="IGuardedPuts"/>.</summary>
public sealed record GuardedPut
{
    /// <summary>What is stored.</summary>
    public required Change.Put Put { get; init; }

    /// <summary>The containing objects, the bucket first: each must still exist in this revision.</summary>
    public required IReadOnlyList<StoredObject> Ancestors { get; init; }

    /// <summary>The caller must hold one of these, by entries on the levels of the path, when there is no live object; null when settings allow it.</summary>
    public required Grants? ToCreate { get; init; }

    /// <summary>The same when there is a live object.</summary>
    public required Grants? ToReplace { get; init; }

    /// <summary>Permissions to replace; one listed without principals is emptied.</summary>
    public required AccessControl Replaced { get; init; }

    /// <summary>Entries to add.</summary>
    public required AccessControl Added { get; init; }
}
