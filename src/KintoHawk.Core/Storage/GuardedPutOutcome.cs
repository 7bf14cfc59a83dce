using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Storage;

/// <summary>What became of a <see cref="GuardedPut"/>.</summary>
/// <param name="Held">True when the guard held and the object is stored; false when nothing was changed.</param>
/// <param name="Created">True when there was no live object.</param>
/// <param name="Timestamp">The new revision.</param>
/// <param name="Access">The access list as it is now; empty when nothing was changed.</param>
public readonly record struct GuardedPutOutcome(bool Held, bool Created, long Timestamp, AccessControl Access)
{
    /// <summary>The guard did not hold.</summary>
    public static GuardedPutOutcome NotHeld { get; } = new(false, false, 0, AccessControl.Empty);
}
