namespace Hawk.Interop.Tests.Server;

/// <summary>A clock that is off by a fixed time. The other side of these tests runs by the real one, so this one has to run too.</summary>
sealed class ShiftedTime(TimeSpan offset) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + offset;
}
