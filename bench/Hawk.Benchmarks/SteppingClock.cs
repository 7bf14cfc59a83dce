namespace Hawk.Benchmarks;

/// <summary>A clock that moves when it is told to, so that two minutes of traffic take a second.</summary>
sealed class SteppingClock : TimeProvider
{
    DateTimeOffset _now = BenchmarkedRequest.Now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public void Step(TimeSpan by) => _now += by;
}
