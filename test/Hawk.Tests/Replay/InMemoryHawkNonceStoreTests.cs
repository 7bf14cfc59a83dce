namespace Hawk.Tests.Replay;

public sealed class InMemoryHawkNonceStoreTests
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly SettableClock _time = new();
    InMemoryHawkNonceStore _store;

    public InMemoryHawkNonceStoreTests() => _store = new InMemoryHawkNonceStore(new(), _time);

    [Fact]
    public void An_entry_is_new_once_and_again_only_after_its_life()
    {
        Assert.Equal(HawkNonceOutcome.Added, Add("id", "n", 1));
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", 1));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HawkNonceOutcome.Added, Add("id", "n", 1));
        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", 1));
    }

    [Fact]
    public void An_entry_is_the_id_the_nonce_and_the_timestamp_and_case_matters()
    {
        (string, string, long)[] entries =
        [
            ("id", "n", 1), ("ID", "n", 1), ("id", "N", 1), ("id", "n", 2), ("id", "n", -1), ("id", "n", long.MinValue), ("id", "n", long.MaxValue),
            ("idn", "", 1), ("", "idn", 1), ("i", "dn", 1), ("", "", 1), ("", "", 0), ("id", "n\0", 1), ("id\0", "n", 1), ("id", "\u00fe", 1),
            ("id", new string('n', 4096), 1), ("id", new string('n', 4095), 1),
        ];

        Assert.All(entries, entry => Assert.Equal(HawkNonceOutcome.Added, Add(entry.Item1, entry.Item2, entry.Item3)));
        Assert.All(entries, entry => Assert.Equal(HawkNonceOutcome.Replay, Add(entry.Item1, entry.Item2, entry.Item3)));
        Assert.Equal(entries.Length, _store.Count);
    }

    [Fact]
    public void A_nonce_that_is_remembered_longer_than_its_neighbours_stays()
    {
        Add("id", "short", 1);
        Add("id", "long", 1, TimeSpan.FromHours(1));
        Add("id", "late", 1);

        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "long", 1));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void A_wall_clock_that_is_set_back_forgets_nothing_early()
    {
        Add("id", "n", 1);

        _time.SetWall(-TimeSpan.FromHours(1)); // requests of an hour ago are fresh again, and for another hour
        _time.Advance(TimeSpan.FromHours(1) + Minute - TimeSpan.FromTicks(1));
        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", 1));

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(HawkNonceOutcome.Added, Add("id", "n", 1));
    }

    [Fact]
    public void A_wall_clock_that_is_set_forward_and_back_again_has_forgotten_nothing()
    {
        Add("id", "n", 1);

        _time.SetWall(TimeSpan.FromHours(1));
        Add("id", "another", 3600);
        Assert.Equal(2, _store.Count);
        _time.SetWall(-TimeSpan.FromHours(1));

        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", 1));
    }

    [Fact]
    public void A_clock_that_says_less_than_when_the_store_was_made_ends_lives_all_the_same()
    {
        _time.Advance(TimeSpan.FromHours(-1)); // what a fake clock in somebody's tests may do to both clocks
        Add("id", "n", 1);

        _time.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.Equal(1, _store.Count);
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void A_credential_gets_exactly_its_quota_and_others_do_not_notice()
    {
        Use(new() { Capacity = 1000, MaxPerCredential = 3 });
        string[] ids = [.. Enumerable.Range(0, 100).Select(static i => $"client-{i}")];

        foreach (var timestamp in (long[])[1, 100, 200]) // on different pages
            Assert.All(ids, id => Assert.Equal(HawkNonceOutcome.Added, Add(id, "n", timestamp)));

        Assert.All(ids, id => Assert.Equal(HawkNonceOutcome.QuotaExceeded, Add(id, "n", 300)));
        Assert.All(ids, id => Assert.Equal(HawkNonceOutcome.Replay, Add(id, "n", 100)));
        Assert.Equal(HawkNonceOutcome.Added, Add("somebody else", "n", 1));
        Assert.Equal(301, _store.Count);
    }

    [Fact]
    public void A_quota_returns_as_nonces_expire()
    {
        Use(new() { Capacity = 10, MaxPerCredential = 2 });
        Add("id", "n", 1);
        _time.Advance(Minute / 2);
        Add("id", "n", 100);
        Assert.Equal(HawkNonceOutcome.QuotaExceeded, Add("id", "n", 200));

        _time.Advance(Minute / 2);

        Assert.Equal(HawkNonceOutcome.Added, Add("id", "n", 200));
        Assert.Equal(HawkNonceOutcome.QuotaExceeded, Add("id", "n", 300));
        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", 100));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 2)]
    [InlineData(100, 25)]
    public void Unless_told_otherwise_a_credential_may_have_a_quarter(int capacity, int quota)
    {
        Use(new() { Capacity = capacity });

        var outcomes = Enumerable.Range(0, quota + 1).Select(i => Add("id", "n", i)).ToArray();

        Assert.All(outcomes[..quota], static outcome => Assert.Equal(HawkNonceOutcome.Added, outcome));
        Assert.Equal(capacity == quota ? HawkNonceOutcome.StoreFull : HawkNonceOutcome.QuotaExceeded, outcomes[quota]);
    }

    [Fact]
    public void A_full_store_refuses_what_is_new_until_something_expires()
    {
        Use(new() { Capacity = 3 });
        Add("a", "n", 1);
        _time.Advance(Minute / 2);
        Add("b", "n", 100);
        Add("c", "n", 100);

        Assert.Equal(HawkNonceOutcome.StoreFull, Add("d", "n", 100));
        Assert.Equal(HawkNonceOutcome.Replay, Add("a", "n", 1));
        _time.Advance(Minute / 2);
        Assert.Equal(HawkNonceOutcome.Added, Add("d", "n", 100));
        Assert.Equal(HawkNonceOutcome.StoreFull, Add("e", "n", 100));
        Assert.Equal(HawkNonceOutcome.Replay, Add("d", "n", 100));
    }

    [Fact]
    public void A_full_store_that_may_forget_gives_up_what_would_expire_first()
    {
        Use(new() { Capacity = 4, MaxPerCredential = 4, WhenFull = HawkNonceStoreFullPolicy.ForgetOldest });
        Add("b", "n", 300, 3 * Minute);
        Add("a", "n", 200, 2 * Minute);
        Add("c", "n", 100, 4 * Minute);
        Add("a", "n", 400, 5 * Minute);

        Assert.Equal(HawkNonceOutcome.Added, Add("d", "n", 500, 6 * Minute));

        Assert.Equal(4, _store.Count);
        Assert.All(
            [("b", 300L), ("c", 100L), ("a", 400L), ("d", 500L)],
            kept => Assert.Equal(HawkNonceOutcome.Replay, Add(kept.Item1, "n", kept.Item2)));
        Assert.Equal(HawkNonceOutcome.Added, Add("a", "n", 200, 7 * Minute)); // forgotten, and now b is
        Assert.Equal(HawkNonceOutcome.Added, Add("b", "n", 300));
    }

    [Fact]
    public void Nobody_is_made_to_forget_by_a_credential_that_has_used_up_its_quota()
    {
        Use(new() { Capacity = 2, MaxPerCredential = 1, WhenFull = HawkNonceStoreFullPolicy.ForgetOldest });
        Add("a", "n", 1);
        Add("b", "n", 1);

        Assert.Equal(HawkNonceOutcome.QuotaExceeded, Add("b", "m", 1, 2 * Minute));
        Assert.Equal(HawkNonceOutcome.Replay, Add("a", "n", 1));
    }

    [Fact]
    public void What_has_expired_leaves_with_the_traffic_of_others()
    {
        for (var i = 0; i < 1000; i++)
            Add($"client-{i}", "n", 1);
        _time.Advance(Minute);
        Assert.Equal(1000, _store.Held);

        Add("somebody", "n", 1);

        Assert.Equal(1, _store.Held);
    }

    [Fact]
    public void Timestamps_from_nowhere_are_remembered_and_forgotten_like_others()
    {
        const long Step = 123_456_789_012_345;
        for (var i = -5000L; i < 5000; i++)
            Assert.Equal(HawkNonceOutcome.Added, Add("id", "n", i * Step));
        for (var i = -5000L; i < 5000; i++)
            Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", i * Step));

        _time.Advance(Minute);

        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void A_quota_survives_that_pages_are_joined()
    {
        Use(new() { Capacity = 10_000, MaxPerCredential = 500 });

        var outcomes = Enumerable.Range(0, 600).Select(i => Add("id", "n", i * 1_000_000L)).ToArray();

        Assert.All(outcomes[..500], static outcome => Assert.Equal(HawkNonceOutcome.Added, outcome));
        Assert.All(outcomes[500..], static outcome => Assert.Equal(HawkNonceOutcome.QuotaExceeded, outcome));
    }

    [Fact]
    public void An_endless_life_is_possible()
    {
        Assert.Equal(HawkNonceOutcome.Added, Add("id", "n", 1, TimeSpan.MaxValue));

        _time.Advance(TimeSpan.FromDays(10_000));

        Assert.Equal(HawkNonceOutcome.Replay, Add("id", "n", 1, TimeSpan.MaxValue));
    }

    [Fact]
    public async Task Arguments_are_checked_and_a_cancelled_attempt_adds_nothing()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Assert.ThrowsAsync<ArgumentNullException>("credentialId", async () => await _store.TryAddAsync(null!, "n", 1, Minute, cancel));
        await Assert.ThrowsAsync<ArgumentNullException>("nonce", async () => await _store.TryAddAsync("id", null!, 1, Minute, cancel));
        foreach (var lifetime in (TimeSpan[])[TimeSpan.Zero, TimeSpan.FromTicks(-1)])
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>("lifetime", async () => await _store.TryAddAsync("id", "n", 1, lifetime, cancel));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _store.TryAddAsync("id", "n", 1, Minute, new CancellationToken(true)));

        Assert.Equal(0, _store.Count);
    }

    [Fact]
    public void Bounds_that_mean_nothing_are_refused_and_named()
    {
        Assert.Throws<ArgumentNullException>("options", static () => new InMemoryHawkNonceStore(null!));
        AssertNamed(nameof(HawkNonceStoreOptions.Capacity), static () => new HawkNonceStoreOptions { Capacity = 0 });
        AssertNamed(nameof(HawkNonceStoreOptions.Capacity), static () => new HawkNonceStoreOptions { Capacity = 1_000_000_001 });
        AssertNamed(nameof(HawkNonceStoreOptions.MaxPerCredential), static () => new HawkNonceStoreOptions { MaxPerCredential = 0 });
        AssertNamed(nameof(HawkNonceStoreOptions.WhenFull), static () => new HawkNonceStoreOptions { WhenFull = (HawkNonceStoreFullPolicy)2 });

        static void AssertNamed(string name, Func<object> mistake) =>
            Assert.Contains(name, Assert.Throws<ArgumentOutOfRangeException>(mistake).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Adding_allocates_only_where_a_table_grows()
    {
        const int Runs = 40, RunLength = 100;
        Use(new() { Capacity = 100_000, MaxPerCredential = 50_000 });
        string[] nonces = [.. Enumerable.Range(0, (Runs + 20) * RunLength).Select(static i => $"{i}")];
        foreach (var nonce in nonces[(Runs * RunLength)..])
            Add("id", nonce, 1);

        var runsThatAllocated = 0;
        foreach (var run in nonces[..(Runs * RunLength)].Chunk(RunLength))
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var nonce in run)
            {
                Add("id", nonce, 1);
                Add("id", nonce, 1);
            }

            if (GC.GetAllocatedBytesForCurrentThread() != before)
                runsThatAllocated++;
        }

        Assert.Equal(nonces.Length, _store.Count);
        Assert.InRange(runsThatAllocated, 1, 4); // the table grows by half: three times from 2,000 to 6,000
    }

    void Use(HawkNonceStoreOptions options) => _store = new InMemoryHawkNonceStore(options, _time);

    HawkNonceOutcome Add(string id, string nonce, long timestamp, TimeSpan? life = null) => _store.TryAdd(id, nonce, timestamp, life ?? Minute);
}
