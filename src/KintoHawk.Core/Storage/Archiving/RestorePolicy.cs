namespace KintoHawk.Core.Storage.Archiving;

/// <summary>What happens to an entry when something else is there.</summary>
public enum RestorePolicy
{
    /// <summary>The whole command is refused.</summary>
    Fail,

    /// <summary>What is there stays.</summary>
    Skip,

    /// <summary>The entry takes its place. Where another object of the set has its timestamp, it gets the next tick instead.</summary>
    Replace,
}
