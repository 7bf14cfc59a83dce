namespace Hawk.Tests.Replay;

/// <summary>The store against a dictionary: random requests under a clock that runs, jumps forward and is set back.</summary>
public sealed class NonceStoreModelTests
{
    const int Steps = 20_000;

    [Theory]
    [InlineData(100, false)]
    [InlineData(100_000, false)]
    [InlineData(100, true)]
    [InlineData(100_000, true)]
    public void No_live_nonce_is_accepted_again_and_no_new_one_is_refused(int manyNonces, bool wildTimestamps)
    {
        for (var seed = 0; seed < 10; seed++)
            Run(new Random(seed), manyNonces, wildTimestamps);
    }

    [Fact]
    public void No_credential_ever_has_more_live_nonces_than_its_quota()
    {
        const int Quota = 20;
        var random = new Random(7);
        var time = new SettableClock();
        var store = new InMemoryHawkNonceStore(new() { MaxPerCredential = Quota }, time);
        var expiries = Enumerable.Range(0, 3).Select(static _ => new List<DateTimeOffset>()).ToArray();
        var refused = 0;

        for (var step = 0; step < Steps; step++)
        {
            time.Advance(TimeSpan.FromSeconds(random.NextDouble()));
            var (client, lifetime) = (random.Next(3), TimeSpan.FromSeconds(random.Next(1, 60)));
            var outcome = store.TryAdd($"id{client}", $"{step}", Timestamp(random, time, wild: false), lifetime);

            expiries[client].RemoveAll(expiry => expiry <= time.GetUtcNow());
            if (outcome is HawkNonceOutcome.Added)
                expiries[client].Add(time.GetUtcNow() + lifetime);
            else
                refused++;
            Assert.InRange(expiries[client].Count, 0, Quota);
        }

        Assert.InRange(refused, Steps / 20, Steps * 19 / 20); // the quota was used up, and came back, many times
        time.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < Quota; i++)
            Assert.Equal(HawkNonceOutcome.Added, store.TryAdd("id0", $"again {i}", 1, TimeSpan.FromMinutes(1)));
    }

    static void Run(Random random, int manyNonces, bool wildTimestamps)
    {
        var time = new SettableClock();
        var store = new InMemoryHawkNonceStore(new() { MaxPerCredential = 1_000_000 }, time);
        var live = new Dictionary<(string Id, string Nonce, long Timestamp), (DateTimeOffset Wall, long Running)>();
        var seen = new HashSet<(string, string, long)>();

        for (var step = 0; step < Steps; step++)
        {
            // What is over on both clocks at once may be forgotten, even if the wall clock is set back later.
            if (MoveClock(random, time))
            {
                foreach (var (over, _) in live.Where(entry => entry.Value.Wall <= time.GetUtcNow() && entry.Value.Running <= time.GetTimestamp()))
                    live.Remove(over);
            }

            var key = (Id: $"id{random.Next(50)}", Nonce: $"{random.Next(manyNonces)}", Timestamp: Timestamp(random, time, wildTimestamps));
            var lifetime = TimeSpan.FromTicks(random.NextInt64(1, TimeSpan.FromMinutes(5).Ticks));
            var outcome = store.TryAdd(key.Id, key.Nonce, key.Timestamp, lifetime);

            if (seen.Add(key))
                Assert.Equal(HawkNonceOutcome.Added, outcome);
            if (outcome is HawkNonceOutcome.Added)
                Assert.True(live.TryAdd(key, (time.GetUtcNow() + lifetime, time.GetTimestamp() + lifetime.Ticks)), "A live nonce was accepted again.");
            else
                Assert.Equal(HawkNonceOutcome.Replay, outcome);
        }

        Assert.True(store.Count >= live.Count, "A live nonce is gone.");
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, store.Count);
    }

    static bool MoveClock(Random random, SettableClock time)
    {
        switch (random.Next(1000))
        {
            case < 100:
                time.Advance(TimeSpan.FromTicks(random.NextInt64(TimeSpan.TicksPerSecond)));
                return true;
            case < 103:
                time.Advance(TimeSpan.FromSeconds(random.Next(400)));
                return true;
            case < 106:
                time.SetWall(TimeSpan.FromSeconds(random.Next(-600, 600)));
                return true;
            default:
                return false;
        }
    }

    // Few different ones, so that copies are frequent.
    static long Timestamp(Random random, SettableClock time, bool wild) =>
        wild
            ? random.Next(-500, 500) * 1_000_000_007L * random.Next(1, 3)
            : ((time.GetUtcNow().ToUnixTimeSeconds() + random.Next(-60, 61)) / 20 * 20);
}
