using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using KintoHawk.Core.Caching;

namespace KintoHawk.Backends.Tests;

/// <summary>
/// Asks a cache all the time, as servers do, while what is behind it is killed and comes back, and remembers every answer that is wrong. Each key is one
/// nonce: it must be accepted once, and its value is the key.
/// </summary>
/// <param name="cache">The cache.</param>
/// <param name="forgets">True when the server keeps nothing over its death.</param>
sealed class RestartingCache(ICache cache, bool forgets)
{
    const int Workers = 16;

    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    readonly ConcurrentQueue<string> _acknowledged = new();
    readonly ConcurrentQueue<string> _wrong = new();
    long _answers;
    long _refusals;
    int _life;

    static CancellationToken Token => TestContext.Current.CancellationToken;

    public IEnumerable<string> Wrong => _wrong;

    public long Answers => Interlocked.Read(ref _answers);

    public long Refusals => Interlocked.Read(ref _refusals);

    /// <summary>One death and one return under load; the time from the return to the first answer.</summary>
    public async Task<TimeSpan> SurviveAsync(int round, Func<Task> kill, Func<Task> start)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync($"{round}:{worker}", stop.Token), Token)).ToArray();
        await MoreAsync(() => Answers, 200);
        Interlocked.Increment(ref _life);
        await kill();
        await MoreAsync(() => Refusals, 50);
        Interlocked.Increment(ref _life);
        await start();

        var returned = Stopwatch.GetTimestamp();
        await FirstAnswerAsync();
        var waited = Stopwatch.GetElapsedTime(returned);
        await MoreAsync(() => Answers, 200);
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        if (!forgets)
            foreach (var key in _acknowledged)
                if (await cache.TryAddAsync(key, Encoding.UTF8.GetBytes(key), TimeSpan.FromHours(1), Token))
                    _wrong.Enqueue($"{key} was accepted again after the restart");
        _acknowledged.Clear();
        return waited;
    }

    async Task WorkAsync(string name, CancellationToken stop)
    {
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            try
            {
                await ReplayAsync($"{name}:{n}");
            }
            catch (CacheUnavailableException)
            {
                Interlocked.Increment(ref _refusals);
                await Task.Delay(1, CancellationToken.None);
            }
            catch (Exception failure) when (!Token.IsCancellationRequested)
            {
                _wrong.Enqueue(failure.ToString());
                return;
            }
        }
    }

    async Task ReplayAsync(string key)
    {
        var value = Encoding.UTF8.GetBytes(key);
        var life = Volatile.Read(ref _life);
        if (await cache.TryAddAsync(key, value, TimeSpan.FromHours(1), Token))
            _acknowledged.Enqueue(key);
        else
            _wrong.Enqueue($"{key} was refused at first");
        var read = await cache.GetAsync(key, Token);
        var again = await cache.TryAddAsync(key, value, TimeSpan.FromHours(1), Token);
        var mayBeForgotten = forgets && life != Volatile.Read(ref _life);
        if (read is { } found ? !found.Span.SequenceEqual(value) : !mayBeForgotten)
            _wrong.Enqueue($"{key} came back as {(read is null ? "nothing" : Encoding.UTF8.GetString(read.Value.Span))}");
        if (again && !mayBeForgotten)
            _wrong.Enqueue($"{key} was accepted twice");
        Interlocked.Increment(ref _answers);
    }

    async Task FirstAnswerAsync()
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await cache.CheckAsync(Token);
                return;
            }
            catch (CacheUnavailableException) when (Stopwatch.GetElapsedTime(start) < s_patience)
            {
                await Task.Delay(5, Token);
            }
        }
    }

    static async Task MoreAsync(Func<long> count, int by)
    {
        var start = Stopwatch.GetTimestamp();
        for (var target = count() + by; count() < target; await Task.Delay(5, Token))
            Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, s_patience);
    }
}
