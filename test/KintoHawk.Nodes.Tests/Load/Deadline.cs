namespace KintoHawk.Nodes.Tests.Load;

/// <summary>The end of a load that is measured in time.</summary>
/// <param name="seconds">How long it takes.</param>
sealed class Deadline(int seconds)
{
    readonly long _start = TimeProvider.System.GetTimestamp();

    public bool IsOver => TimeProvider.System.GetElapsedTime(_start) >= TimeSpan.FromSeconds(seconds);
}
