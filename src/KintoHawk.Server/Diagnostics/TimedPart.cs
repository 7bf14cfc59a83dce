namespace KintoHawk.Server.Diagnostics;

/// <summary>The parts of the server whose work is timed.</summary>
enum TimedPart : byte
{
    /// <summary>Storage, permission or cache.</summary>
    Backend,

    /// <summary>An authentication policy.</summary>
    Authentication,

    /// <summary>A plugin that follows changes.</summary>
    Plugin,
}
