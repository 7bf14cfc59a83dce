using System.Text;
using KintoHawk.Core.Caching;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>What every cache must do.</summary>
public abstract class CacheSpec(IBackend backend) : IAsyncLifetime
{
    static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    protected ICache Cache { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cache = await backend.OpenCacheAsync(Time, "kinto:");

    public async ValueTask DisposeAsync()
    {
        await backend.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_value_is_there_until_it_expires()
    {
        await Cache.SetAsync("k", Bytes("v"), s_minute, Token);
        Assert.Equal("v", await GetAsync("k"));

        Time.Advance(s_minute - TimeSpan.FromMilliseconds(1));
        Assert.Equal("v", await GetAsync("k"));

        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task A_missing_key_has_no_value() => Assert.Null(await GetAsync("k"));

    [Fact]
    public async Task Setting_replaces_value_and_lifetime()
    {
        await Cache.SetAsync("k", Bytes("long"), TimeSpan.FromHours(1), Token);
        await Cache.SetAsync("k", Bytes("short"), s_minute, Token);
        Assert.Equal("short", await GetAsync("k"));

        Time.Advance(s_minute);
        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task Empty_and_binary_values_come_back_as_they_were()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static n => (byte)n)];
        await Cache.SetAsync("all", all, s_minute, Token);
        await Cache.SetAsync("empty", default, s_minute, Token);

        var read = Assert.NotNull(await Cache.GetAsync("all", Token));
        Assert.Equal(all, read.ToArray());
        Assert.Equal(0, Assert.NotNull(await Cache.GetAsync("empty", Token)).Length);
    }

    [Fact]
    public async Task The_bytes_given_may_change_afterwards()
    {
        var value = Bytes("v");
        await Cache.SetAsync("k", value, s_minute, Token);
        value[0] = (byte)'x';

        Assert.Equal("v", await GetAsync("k"));
    }

    [Fact]
    public async Task Adding_succeeds_only_where_nothing_live_is()
    {
        Assert.True(await Cache.TryAddAsync("k", Bytes("1"), s_minute, Token));
        Assert.False(await Cache.TryAddAsync("k", Bytes("2"), s_minute, Token));
        Assert.Equal("1", await GetAsync("k"));

        Time.Advance(s_minute - TimeSpan.FromMilliseconds(1));
        Assert.False(await Cache.TryAddAsync("k", Bytes("2"), s_minute, Token));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await Cache.TryAddAsync("k", Bytes("3"), s_minute, Token));
        Assert.Equal("3", await GetAsync("k"));
    }

    [Fact]
    public async Task A_refused_addition_does_not_lengthen_the_life_of_what_is_there()
    {
        await Cache.TryAddAsync("k", Bytes("1"), s_minute, Token);
        await Cache.TryAddAsync("k", Bytes("2"), TimeSpan.FromHours(1), Token);

        Time.Advance(s_minute);
        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task Of_racing_additions_one_wins()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = $"nonce{round}";
            var added = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ =>
                Task.Run(() => Cache.TryAddAsync(key, Bytes("x"), s_minute, Token).AsTask(), Token)));
            Assert.Single(added, static won => won);
        }
    }

    [Fact]
    public async Task Of_racing_removals_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            await Cache.SetAsync("token", Bytes("x"), s_minute, Token);
            var removed = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Cache.RemoveAsync("token", Token).AsTask(), Token)));
            Assert.Single(removed, static won => won);
        }
    }

    [Fact]
    public async Task Extending_gives_a_live_entry_a_new_lifetime_from_now()
    {
        await Cache.SetAsync("k", Bytes("v"), s_minute, Token);
        Time.Advance(s_minute / 2);
        Assert.True(await Cache.ExtendAsync("k", s_minute, Token));
        Time.Advance(s_minute / 2);
        Assert.Equal("v", await GetAsync("k"));
        Time.Advance(s_minute / 2);

        Assert.Null(await GetAsync("k"));
        Assert.False(await Cache.ExtendAsync("k", s_minute, Token));
        Assert.False(await Cache.ExtendAsync("missing", s_minute, Token));
        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task Extending_can_shorten()
    {
        await Cache.SetAsync("k", Bytes("v"), TimeSpan.FromHours(1), Token);
        await Cache.ExtendAsync("k", s_minute, Token);
        Time.Advance(s_minute);

        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task Removing_tells_whether_something_live_was_there()
    {
        await Cache.SetAsync("k", Bytes("v"), s_minute, Token);
        await Cache.SetAsync("old", Bytes("v"), s_minute / 2, Token);
        Time.Advance(s_minute / 2);

        Assert.True(await Cache.RemoveAsync("k", Token));
        Assert.False(await Cache.RemoveAsync("k", Token));
        Assert.False(await Cache.RemoveAsync("old", Token));
        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task Lifetimes_may_be_longer_than_a_calendar()
    {
        await Cache.SetAsync("forever", Bytes("v"), TimeSpan.MaxValue, Token);
        await Cache.SetAsync("sixty days", Bytes("v"), TimeSpan.FromDays(60), Token);
        Time.Advance(TimeSpan.FromDays(60) - s_minute);
        Assert.Equal("v", await GetAsync("sixty days"));

        Time.Advance(TimeSpan.FromDays(10_000));
        Assert.Null(await GetAsync("sixty days"));
        Assert.Equal("v", await GetAsync("forever"));
    }

    [Theory]
    [InlineData("'; DROP TABLE cache; --")]
    [InlineData("a\0b")]
    [InlineData("%")]
    [InlineData("")]
    [InlineData("\U0001F9F2 with blanks")]
    public async Task Any_text_is_a_key_like_another(string key)
    {
        await Cache.SetAsync("a", Bytes("other"), s_minute, Token);
        await Cache.SetAsync(key, Bytes("v"), s_minute, Token);

        Assert.Equal("v", await GetAsync(key));
        Assert.Equal("other", await GetAsync("a"));
        Assert.True(await Cache.RemoveAsync(key, Token));
        Assert.Equal("other", await GetAsync("a"));
    }

    [Fact]
    public async Task A_flush_forgets_everything()
    {
        await Cache.SetAsync("k", Bytes("v"), s_minute, Token);
        await Cache.FlushAsync(Token);

        Assert.Null(await GetAsync("k"));
        Assert.True(await Cache.TryAddAsync("k", Bytes("again"), s_minute, Token));
    }

    [Fact]
    public async Task A_live_entry_survives_any_number_of_expired_ones()
    {
        await Cache.SetAsync("kept", Bytes("v"), TimeSpan.FromDays(1), Token);
        for (var n = 0; n < 500; n++)
        {
            await Cache.TryAddAsync($"nonce{n}", Bytes("x"), s_minute, Token);
            Time.Advance(TimeSpan.FromSeconds(10));
            Assert.True(await Cache.ExtendAsync("kept", TimeSpan.FromDays(1), Token));
        }

        Assert.Equal("v", await GetAsync("kept"));
    }

    [Fact]
    public async Task A_check_leaves_nothing_behind()
    {
        await Cache.CheckAsync(Token);

        Assert.Null(await GetAsync("probe"));
        Assert.True(await Cache.TryAddAsync("probe", Bytes("x"), s_minute, Token));
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<string?> GetAsync(string key) => await Cache.GetAsync(key, Token) is { } value ? Encoding.UTF8.GetString(value.Span) : null;
}
