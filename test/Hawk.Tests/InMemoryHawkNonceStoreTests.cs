using Microsoft.Extensions.Time.Testing;

namespace Hawk.Tests;

public sealed class InMemoryHawkNonceStoreTests
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly FakeTimeProvider _time = new();
    readonly InMemoryHawkNonceStore _store;

    public InMemoryHawkNonceStoreTests() => _store = new InMemoryHawkNonceStore(new(), _time);

    [Fact]
    public async Task An_entry_is_new_once_and_again_only_after_its_life()
    {
        Assert.True(await AddAsync("id", "n", 1));
        _time.Advance(Minute - TimeSpan.FromTicks(1));
        Assert.False(await AddAsync("id", "n", 1));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.True(await AddAsync("id", "n", 1));
        Assert.False(await AddAsync("id", "n", 1));
    }

    [Fact]
    public async Task An_entry_is_the_id_the_nonce_and_the_timestamp_and_case_matters()
    {
        Assert.True(await AddAsync("id", "n", 1));

        Assert.True(await AddAsync("ID", "n", 1));
        Assert.True(await AddAsync("id", "N", 1));
        Assert.True(await AddAsync("id", "n", 2));
        Assert.True(await AddAsync("idn", "", 1));
        Assert.False(await AddAsync("id", "n", 1));
    }

    [Fact]
    public async Task Of_many_racing_adds_exactly_one_wins()
    {
        for (var round = 0; round < 100; round++)
        {
            using var start = new Barrier(8);
            var adds = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    return AddAsync("id", "n", round).AsTask();
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());

            Assert.Single(await Task.WhenAll(adds), static won => won);
        }
    }

    [Fact]
    public async Task What_has_expired_is_swept_by_later_adds_and_what_was_added_again_stays()
    {
        for (var timestamp = 0; timestamp < 1000; timestamp++)
        {
            await AddAsync("id", "n", timestamp);
            _time.Advance(TimeSpan.FromTicks(1)); // so that the last is swept last
        }

        Assert.Equal(1000, _store.Count);

        _time.Advance(Minute);
        Assert.True(await AddAsync("id", "n", 999)); // added again before its old entry is swept
        for (var timestamp = 1000; timestamp < 1200; timestamp++)
            await AddAsync("id", "n", timestamp);

        Assert.Equal(201, _store.Count);
        Assert.False(await AddAsync("id", "n", 999));
    }

    [Fact]
    public async Task A_life_that_is_not_positive_is_a_mistake_and_an_endless_one_is_not()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await AddAsync("id", "n", 1, TimeSpan.Zero));

        Assert.True(await AddAsync("id", "n", 1, TimeSpan.MaxValue));
        Assert.False(await AddAsync("id", "n", 1, TimeSpan.MaxValue));
    }

    async ValueTask<bool> AddAsync(string id, string nonce, long timestamp, TimeSpan? life = null) =>
        await _store.TryAddAsync(id, nonce, timestamp, life ?? Minute, TestContext.Current.CancellationToken) is HawkNonceOutcome.Added;
}
