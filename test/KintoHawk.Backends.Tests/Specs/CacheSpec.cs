using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.Core.Caching;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests.Specs;

/// <summary>What every cache must do.</summary>
public abstract class CacheSpec(CacheHome home) : IAsyncLifetime
{
    protected static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How long a server may take to forget what has expired, on a machine with much else to do.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Servers read their clocks once for several commands.</summary>
    static readonly TimeSpan s_clockStep = TimeSpan.FromMilliseconds(20);

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CacheHome Home => home;

    /// <summary>The clock of ours; only where there is one.</summary>
    protected FakeTimeProvider Time => home.Clock!;

    protected TimeSpan Short => home.Short;

    protected ICache Cache { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => Cache = await home.OpenAsync("kinto:");

    public async ValueTask DisposeAsync()
    {
        await home.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_value_is_there_until_it_expires()
    {
        var start = Stopwatch.GetTimestamp();
        await Cache.SetAsync("k", Bytes("v"), Short, Token);
        Assert.Equal("v", await GetAsync("k"));

        await AtExpiryAsync(start, async () => await GetAsync("k") is null);
    }

    [Fact]
    public async Task A_missing_key_has_no_value() => Assert.Null(await GetAsync("k"));

    [Fact]
    public async Task Setting_replaces_value_and_lifetime()
    {
        await Cache.SetAsync("k", Bytes("long"), Hour, Token);
        var start = Stopwatch.GetTimestamp();
        await Cache.SetAsync("k", Bytes("short"), Short, Token);
        Assert.Equal("short", await GetAsync("k"));

        await AtExpiryAsync(start, async () => await GetAsync("k") is null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("{\"a\":1,\"\\u00E9\":\"x\"}")]
    [InlineData(" {\"blanks\" : [1, 2] }\n")]
    [InlineData("[1.0,1e400,{\"a\":{\"a\":[]},\"a\":null}]")]
    [InlineData("\"\\u0000\\ud800\"")]
    [InlineData("{\"value\":\"x\",\"ttl\":1}")]
    [InlineData("null")]
    [InlineData("1767323045123")]
    [InlineData("no JSON")]
    [InlineData("\"a\" \"b\"")]
    [InlineData("base64:eA==")]
    [InlineData("a\0b")]
    [InlineData("\r\nEND\r\n")]
    [InlineData("\U0001F9F2\u00e9")]
    public async Task A_text_comes_back_as_it_was(string text)
    {
        await Cache.SetAsync("set", Bytes(text), Hour, Token);
        Assert.True(await Cache.TryAddAsync("added", Bytes(text), Hour, Token));
        Assert.True(await Cache.ExtendAsync("added", Hour, Token));

        Assert.Equal(text, await GetAsync("set"));
        Assert.Equal(text, await GetAsync("added"));
    }

    [Fact]
    public async Task Bytes_come_back_as_they_were()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static n => (byte)n)];
        await Cache.SetAsync("all", all, Hour, Token);
        await Cache.SetAsync("empty", default, Hour, Token);

        Assert.Equal(all, await BytesAsync("all"));
        Assert.Empty(await BytesAsync("empty"));
    }

    [Fact]
    public async Task A_value_may_have_a_megabyte()
    {
        var bytes = RandomNumberGenerator.GetBytes(1 << 20);
        var text = $"\"{new string('x', 1 << 20)}\"";
        await Cache.SetAsync("bytes", bytes, Hour, Token);
        Assert.True(await Cache.TryAddAsync("text", Bytes(text), Hour, Token));

        Assert.Equal(bytes, await BytesAsync("bytes"));
        Assert.Equal(text, await GetAsync("text"));
    }

    [Fact]
    public async Task The_bytes_given_may_change_afterwards()
    {
        var value = Bytes("v");
        await Cache.SetAsync("k", value, Hour, Token);
        value[0] = (byte)'x';

        Assert.Equal("v", await GetAsync("k"));
    }

    [Fact]
    public async Task Adding_succeeds_only_where_nothing_live_is()
    {
        var start = Stopwatch.GetTimestamp();
        Assert.True(await Cache.TryAddAsync("k", Bytes("1"), Short, Token));
        Assert.False(await Cache.TryAddAsync("k", Bytes("2"), Hour, Token));
        Assert.Equal("1", await GetAsync("k"));

        await AtExpiryAsync(start, () => Cache.TryAddAsync("k", Bytes("3"), Hour, Token).AsTask());
        Assert.Equal("3", await GetAsync("k"));
    }

    [Fact]
    public async Task A_refused_addition_does_not_lengthen_the_life_of_what_is_there()
    {
        var start = Stopwatch.GetTimestamp();
        await Cache.TryAddAsync("k", Bytes("1"), Short, Token);
        Assert.False(await Cache.TryAddAsync("k", Bytes("2"), Hour, Token));

        await AtExpiryAsync(start, async () => await GetAsync("k") is null);
    }

    [Fact]
    public async Task Of_racing_additions_one_wins()
    {
        for (var round = 0; round < 50; round++)
        {
            var key = $"nonce{round}";
            var added = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ =>
                Task.Run(() => Cache.TryAddAsync(key, Bytes("x"), Hour, Token).AsTask(), Token)));
            Assert.Single(added, static won => won);
        }
    }

    [Fact]
    public async Task Of_racing_removals_one_wins()
    {
        for (var round = 0; round < 20; round++)
        {
            await Cache.SetAsync("token", Bytes("x"), Hour, Token);
            var removed = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Cache.RemoveAsync("token", Token).AsTask(), Token)));
            Assert.Single(removed, static won => won);
        }
    }

    [Fact]
    public async Task Racing_extensions_and_removals_leave_nothing()
    {
        for (var round = 0; round < 20; round++)
        {
            await Cache.SetAsync("session", Bytes("x"), Hour, Token);
            await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(
                async () => n == 8 ? await Cache.RemoveAsync("session", Token) : await Cache.ExtendAsync("session", Hour, Token), Token)));
            Assert.Null(await GetAsync("session"));
        }
    }

    [Fact]
    public async Task Extending_gives_a_live_entry_a_new_lifetime_from_now()
    {
        var start = Stopwatch.GetTimestamp();
        await Cache.SetAsync("k", Bytes("v"), Short, Token);
        await Cache.SetAsync("left alone", Bytes("v"), Short, Token);
        Assert.True(await Cache.ExtendAsync("k", Hour, Token));

        await AtExpiryAsync(start, async () => await GetAsync("left alone") is null);
        Assert.Equal("v", await GetAsync("k"));
        Assert.False(await Cache.ExtendAsync("left alone", Hour, Token));
        Assert.False(await Cache.ExtendAsync("missing", Hour, Token));
        Assert.Null(await GetAsync("left alone"));
    }

    [Fact]
    public async Task Extending_can_shorten()
    {
        await Cache.SetAsync("k", Bytes("v"), Hour, Token);
        var start = Stopwatch.GetTimestamp();
        Assert.True(await Cache.ExtendAsync("k", Short, Token));

        await AtExpiryAsync(start, async () => await GetAsync("k") is null);
    }

    [Fact]
    public async Task Removing_tells_whether_something_live_was_there()
    {
        var start = Stopwatch.GetTimestamp();
        await Cache.SetAsync("k", Bytes("v"), Hour, Token);
        await Cache.SetAsync("old", Bytes("v"), Short, Token);
        await AtExpiryAsync(start, async () => await GetAsync("old") is null);

        Assert.True(await Cache.RemoveAsync("k", Token));
        Assert.False(await Cache.RemoveAsync("k", Token));
        Assert.False(await Cache.RemoveAsync("old", Token));
        Assert.Null(await GetAsync("k"));
    }

    [Fact]
    public async Task Lifetimes_may_be_longer_than_a_calendar()
    {
        var start = Stopwatch.GetTimestamp();
        await Cache.SetAsync("forever", Bytes("v"), TimeSpan.MaxValue, Token);
        await Cache.SetAsync("sixty days", Bytes("v"), TimeSpan.FromDays(60), Token);
        await Cache.SetAsync("extended", Bytes("v"), Hour, Token);
        Assert.True(await Cache.ExtendAsync("extended", TimeSpan.FromDays(60), Token));
        Assert.True(await Cache.ExtendAsync("forever", TimeSpan.MaxValue, Token));
        Assert.True(await Cache.ExtendAsync("forever", TimeSpan.MaxValue, Token));
        await Cache.SetAsync("short", Bytes("v"), Short, Token);

        await AtExpiryAsync(start, async () => await GetAsync("short") is null);
        home.Clock?.Advance(TimeSpan.FromDays(60) - (Short * 2));
        foreach (var key in (string[])["forever", "sixty days", "extended"])
            Assert.Equal("v", await GetAsync(key));

        home.Clock?.Advance(TimeSpan.FromDays(10_000));
        Assert.Equal(home.Clock is null ? "v" : null, await GetAsync("sixty days"));
        Assert.Equal("v", await GetAsync("forever"));
    }

    [Fact]
    public async Task A_lifetime_that_is_over_leaves_nothing_to_be_seen_for_long()
    {
        var start = Stopwatch.GetTimestamp();
        await Cache.SetAsync("k", Bytes("v"), Hour, Token);
        await Cache.SetAsync("k", Bytes("v"), TimeSpan.Zero, Token);
        await Cache.SetAsync("past", Bytes("v"), TimeSpan.FromSeconds(-1), Token);
        await Cache.SetAsync("short", Bytes("v"), Short, Token);

        await AtExpiryAsync(start, async () => await GetAsync("short") is null);
        Assert.Null(await GetAsync("k"));
        Assert.Null(await GetAsync("past"));
    }

    [Theory]
    [InlineData("'; DROP TABLE cache; --")]
    [InlineData("a\0b")]
    [InlineData("a\r\nflush_all\r\n")]
    [InlineData("%")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("#")]
    [InlineData("{a}")]
    [InlineData("\U0001F9F2 with blanks")]
    public async Task Any_text_is_a_key_like_another(string key)
    {
        await Cache.SetAsync("a", Bytes("other"), Hour, Token);
        await Cache.SetAsync(key, Bytes("v"), Hour, Token);

        Assert.Equal("v", await GetAsync(key));
        Assert.Equal("other", await GetAsync("a"));
        Assert.False(await Cache.TryAddAsync(key, Bytes("w"), Hour, Token));
        Assert.True(await Cache.RemoveAsync(key, Token));
        Assert.Equal("other", await GetAsync("a"));
    }

    [Theory]
    [InlineData(249)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(10_000)]
    public async Task Keys_may_be_long(int length)
    {
        var key = new string('k', length);
        await Cache.SetAsync(key + "1", Bytes("1"), Hour, Token);
        await Cache.SetAsync(key + "2", Bytes("2"), Hour, Token);
        Assert.Equal("1", await GetAsync(key + "1"));
        Assert.False(await Cache.TryAddAsync(key + "1", Bytes("3"), Hour, Token));
        await Cache.FlushAsync(Token);

        Assert.Null(await GetAsync(key + "2"));
    }

    [Fact]
    public async Task A_flush_forgets_everything()
    {
        for (var n = 0; n < 1200; n++)
            await Cache.SetAsync($"k{n}", Bytes("v"), Hour, Token);
        await Cache.FlushAsync(Token);

        for (var n = 0; n < 1200; n++)
            Assert.Null(await GetAsync($"k{n}"));
        Assert.True(await Cache.TryAddAsync("k1", Bytes("again"), Hour, Token));
    }

    [Fact]
    public async Task Prefixes_keep_keys_apart()
    {
        var other = await home.OpenAsync("other:");
        Assert.True(await Cache.TryAddAsync("k", Bytes("1"), Hour, Token));
        Assert.True(await other.TryAddAsync("k", Bytes("2"), Hour, Token));

        Assert.Equal("1", await GetAsync("k"));
        Assert.True(await other.RemoveAsync("k", Token));
        Assert.Equal("1", await GetAsync("k"));
    }

    [Theory]
    [InlineData("kinto", "kinto:")]
    [InlineData("kinto:a", "kinto:")]
    [InlineData("%", "kinto:")]
    [InlineData("*", "kinto:")]
    [InlineData("[a-z]?\\", "kinto:")]
    [InlineData("kinto_", "kintox")]
    [InlineData("a b", "a")]
    [InlineData("k\0", "k")]
    [InlineData("\U0010FFFF", "\U0010FFFF\U0010FFFF")]
    [InlineData("a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-1", "a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-a-very-long-prefix-2")]
    public async Task A_flush_removes_exactly_what_has_the_prefix(string first, string second)
    {
        var one = await home.OpenAsync(first + "|");
        var other = await home.OpenAsync(second + "|");
        await one.SetAsync("\U0010FFFF", Bytes("1"), Hour, Token);
        await one.SetAsync(new string('k', 1000), Bytes("1"), Hour, Token);
        await other.SetAsync("k", Bytes("2"), Hour, Token);

        await one.FlushAsync(Token);

        Assert.Null(await one.GetAsync("\U0010FFFF", Token));
        Assert.Null(await one.GetAsync(new string('k', 1000), Token));
        Assert.NotNull(await other.GetAsync("k", Token));
    }

    [Fact]
    public async Task A_live_entry_survives_any_number_of_expired_ones()
    {
        await Cache.SetAsync("kept", Bytes("v"), TimeSpan.FromDays(1), Token);
        for (var n = 0; n < 500; n++)
        {
            await Cache.TryAddAsync($"nonce{n}", Bytes("x"), Short / 10, Token);
            home.Clock?.Advance(Short / 6);
            Assert.True(await Cache.ExtendAsync("kept", TimeSpan.FromDays(1), Token));
        }

        Assert.Equal("v", await GetAsync("kept"));
    }

    [Fact]
    public async Task A_caller_who_gives_up_leaves_the_cache_as_good_as_before()
    {
        for (var round = 0; round < 20; round++)
        {
            using var giveUp = new CancellationTokenSource();
            await Task.WhenAll(Enumerable.Range(0, 32).Select(n => Task.Run(
                async () =>
                {
                    try
                    {
                        await Cache.SetAsync($"k{n}", Bytes($"v{n}"), Hour, giveUp.Token);
                        await Cache.GetAsync($"k{n}", giveUp.Token);
                        if (n == 16)
                            await giveUp.CancelAsync();
                        await Cache.ExtendAsync($"k{n}", Hour, giveUp.Token);
                    }
                    catch (OperationCanceledException)
                    {
                        // As asked.
                    }
                },
                Token)));

            await Cache.SetAsync("after", Bytes($"{round}"), Hour, Token);
            Assert.Equal($"{round}", await GetAsync("after"));
        }
    }

    [Fact]
    public async Task A_check_leaves_nothing_in_the_way()
    {
        await Cache.CheckAsync(Token);
        await Cache.CheckAsync(Token);

        Assert.Null(await GetAsync("probe"));
        Assert.True(await Cache.TryAddAsync("probe", Bytes("x"), Hour, Token));
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected async Task<string?> GetAsync(string key) => await Cache.GetAsync(key, Token) is { } value ? Encoding.UTF8.GetString(value.Span) : null;

    protected async Task<byte[]> BytesAsync(string key) => Assert.NotNull(await Cache.GetAsync(key, Token)).ToArray();

    /// <summary>
    /// Sees something happen when <see cref="Short"/> is over, and not before. With a clock of ours, to the millisecond; a server is asked until it
    /// happens.
    /// </summary>
    protected async Task AtExpiryAsync(long start, Func<Task<bool>> happens)
    {
        if (home.Clock is { } clock)
        {
            clock.Advance(Short - TimeSpan.FromMilliseconds(1));
            Assert.False(await happens());
            clock.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True(await happens());
            return;
        }

        while (!await happens())
        {
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Short + s_patience);
            await Task.Delay(5, Token);
        }

        Assert.InRange(Stopwatch.GetElapsedTime(start), Short - s_clockStep, Short + s_patience);
    }
}
