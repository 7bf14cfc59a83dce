namespace KintoHawk.Core.Storage;

/// <summary>Why a command was refused.</summary>
public enum ChangeConflict : byte
{
    /// <summary>It was not: all changes are applied and durable.</summary>
    None,
    /// <summary>A change, or the whole set of changes, did not find what it expected, or the parent of an object does not exist.</summary>
    Expectation,
    /// <summary>A timestamp given by the client belongs to another object (or tombstone) of the set.</summary>
    Timestamp,
}

/// <summary>What became of a command.</summary>
/// <param name="Conflict">Why nothing was applied, or <see cref="ChangeConflict.None"/>.</param>
/// <param name="Index">The change that was refused; -1 when none was, or when it was the <see cref="ChangeSet.ExpectedClock"/>.</param>
/// <param name="Timestamps">For each change the timestamp it left behind (0 for changes that have none); empty when refused.</param>
public readonly record struct ChangeOutcome(ChangeConflict Conflict, int Index, IReadOnlyList<long> Timestamps)
{
    /// <summary>True when every change is applied.</summary>
    public bool Succeeded => Conflict is ChangeConflict.None;

    /// <summary>All changes applied.</summary>
    public static ChangeOutcome Applied(IReadOnlyList<long> timestamps) => new(ChangeConflict.None, -1, timestamps);

    /// <summary>Nothing applied.</summary>
    public static ChangeOutcome Refused(ChangeConflict conflict, int index) => new(conflict, index, []);
}
