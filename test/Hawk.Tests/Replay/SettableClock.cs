namespace Hawk.Tests.Replay;

/// <summary>A clock whose wall time can be set, as an administrator does, while the running time goes on: what the usual fake does not separate.</summary>
sealed class SettableClock : TimeProvider
{
    DateTimeOffset _wall = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    TimeSpan _running;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _wall;

    public override long GetTimestamp() => _running.Ticks;

    public void Advance(TimeSpan time)
    {
        _wall += time;
        _running += time;
    }

    public void SetWall(TimeSpan by) => _wall += by;
}
