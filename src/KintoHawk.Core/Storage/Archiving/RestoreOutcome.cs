namespace KintoHawk.Core.Storage.Archiving;

/// <summary>What became of an entry.</summary>
public enum RestoreOutcome
{
    /// <summary>It was not there, and now it is.</summary>
    Created,

    /// <summary>It was there already, the same in every respect.</summary>
    Unchanged,

    /// <summary>It took the place of another version, or of a tombstone.</summary>
    Replaced,

    /// <summary>It was written with a new timestamp, because another object of its set has its own.</summary>
    Restamped,

    /// <summary>Something else is there and stays.</summary>
    Skipped,

    /// <summary>Something else is there, and the policy is to refuse.</summary>
    Conflict,

    /// <summary>What would contain it does not exist.</summary>
    Orphan,
}
