using System.Collections.Concurrent;
namespace Hawk.Tests.Replay;

/// <summary>What the store promises under load. Alone, because memory is measured.</summary>
[CollectionDefinition(nameof(NonceStoreLoadTests), DisableParallelization = true)]
[Collection(nameof(NonceStoreLoadTests))]
public sealed class NonceStoreLoadTests
{
    const int Threads = 8;
    const int Million = 1_000_000;

    static readonly TimeSpan Life = TimeSpan.FromMinutes(3);

    readonly SettableClock _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Each_nonce_is_accepted_once_whoever_offers_it_when(int credentials)
    {
        const int Nonces = 200_000;
        var store = new InMemoryHawkNonceStore(new() { MaxPerCredential = Million });
        var accepted = new int[Nonces];
        var others = new ConcurrentBag<HawkNonceOutcome>();

        // Each thread walks all nonces from another place in another direction, and all meet everywhere.
        InThreads(thread =>
        {
            for (var i = 0; i < Nonces; i++)
            {
                var at = ((thread % 2 == 0 ? i : Nonces - 1 - i) + (thread / 2 * (Nonces / 40))) % Nonces;
                var outcome = store.TryAdd($"client-{at % credentials}", $"{at}", at % 120, Life);
                if (outcome is HawkNonceOutcome.Added)
                    Interlocked.Increment(ref accepted[at]);
                else if (outcome is not HawkNonceOutcome.Replay)
                    others.Add(outcome);
            }
        });

        Assert.All(accepted, static times => Assert.Equal(1, times));
        Assert.Empty(others);
        Assert.Equal(Nonces, store.Count);
    }

    [Theory]
    [InlineData(5000, 100_000)]
    [InlineData(100_000, 5000)]
    public void Capacity_and_quota_are_exact_for_any_number_of_threads(int capacity, int maxPerCredential)
    {
        var store = new InMemoryHawkNonceStore(new() { Capacity = capacity, MaxPerCredential = maxPerCredential }, _time);
        var added = 0;

        InThreads(thread =>
        {
            for (var i = 0; i < 2000; i++)
            {
                if (store.TryAdd("id", $"{thread} {i}", i % 120, Life) is HawkNonceOutcome.Added)
                    Interlocked.Increment(ref added);
            }
        });

        Assert.Equal(5000, added);
        Assert.Equal(5000, store.Count);
    }

    [Fact]
    public void A_full_store_that_may_forget_accepts_from_all_threads_and_keeps_its_bound()
    {
        var store = new InMemoryHawkNonceStore(
            new() { Capacity = 1000, MaxPerCredential = 1000, WhenFull = HawkNonceStoreFullPolicy.ForgetOldest }, _time);
        var added = 0;
        var most = 0L;

        InThreads(thread =>
        {
            for (var i = 0; i < 5000; i++)
            {
                if (store.TryAdd($"client-{i % 50}", $"{thread} {i}", i, Life) is HawkNonceOutcome.Added)
                    Interlocked.Increment(ref added);
                if (store.Held > Volatile.Read(ref most))
                    Volatile.Write(ref most, store.Held);
            }
        });

        Assert.Equal(Threads * 5000, added);
        Assert.InRange(most, 1, 1000);
        Assert.InRange(store.Count, 1, 1000);
    }

    [Theory]
    [InlineData("one credential", 1, 120, null)]
    [InlineData("one credential at one time", 1, 1, null)]
    [InlineData("one credential, with a quota", 1, 120, Million - 1)]
    [InlineData("a million credentials", Million, 120, 1000)]
    [InlineData("a million credentials at one time", Million, 1, 1000)]
    [InlineData("a million credentials, each at its own time", Million, long.MaxValue, 1000)]
    public void A_million_nonces_take_64_megabytes_at_most_and_give_them_back(string nonces, int credentials, long times, int? maxPerCredential)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var store = new InMemoryHawkNonceStore(new() { MaxPerCredential = maxPerCredential ?? Million }, _time);
        var refused = 0;
        var dearest = 0L;
        for (var i = 0; i < Million; i++)
        {
            var timestamp = times is long.MaxValue ? i * 9_000_000_000_000L : i % times;
            if (store.TryAdd($"client-{i % credentials}", $"{i}", timestamp, Life) is not HawkNonceOutcome.Added)
                refused++;
            if (i % 100_000 == 99_999 || i == Million - 2)
                dearest = Math.Max(dearest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        Assert.Equal(maxPerCredential is Million - 1 ? 1 : 0, refused);
        Assert.Equal(Million - refused, store.Count);
        Assert.InRange(dearest, 16_000_000, 64_000_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"{nonces}: {dearest / 1e6:F1} MB");

        _time.Advance(Life);
        Assert.Equal(0, store.Count);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4_000_000);
        GC.KeepAlive(store);
    }

    static void InThreads(Action<int> work)
    {
        using var start = new Barrier(Threads);
        var failures = new ConcurrentBag<Exception>();
        Thread[] threads =
        [
            .. Enumerable.Range(0, Threads).Select(number => new Thread(() =>
            {
                start.SignalAndWait();
                try
                {
                    work(number);
                }
                catch (Exception failure)
                {
                    failures.Add(failure);
                }
            })),
        ];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        Assert.Empty(failures);
    }
}
