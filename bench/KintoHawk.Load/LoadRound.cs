using System.Diagnostics;
using System.Net.Sockets;

namespace KintoHawk.Load;

/// <summary>Many connections that send one scenario's requests, each the next one when the last is answered, until the time is up.</summary>
sealed class LoadRound : IDisposable
{
    readonly Scenario _scenario;
    readonly HttpConnection[] _connections;
    readonly CancellationToken _stopped;
    readonly CancellationTokenRegistration _closing;
    Exception? _failure;
    long _answers;

    LoadRound(Scenario scenario, HttpConnection[] connections, CancellationToken cancellationToken)
    {
        _scenario = scenario;
        _connections = connections;
        _stopped = cancellationToken;
        _closing = cancellationToken.Register(CloseConnections);
    }

    /// <summary>Opens the connections, sends one request ahead, and puts on the load.</summary>
    /// <exception cref="LoadFailedException">An answer was not the expected one.</exception>
    public static async Task<RoundResult> RunAsync(Scenario scenario, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        var open = new List<HttpConnection>(connections);
        try
        {
            while (open.Count < connections)
                open.Add(await HttpConnection.ConnectAsync(scenario.EndPoint, cancellationToken));
        }
        catch
        {
            open.ForEach(static connection => connection.Dispose());
            throw;
        }

        using var round = new LoadRound(scenario, [.. open], cancellationToken);
        return await round.RunAsync(duration);
    }

    public void Dispose()
    {
        _closing.Dispose();
        CloseConnections();
    }

    async Task<RoundResult> RunAsync(TimeSpan duration)
    {
        try
        {
            // One ahead of the rest: a verified password is remembered for seconds only, and the first request after them pays for checking it.
            // All connections at once would do so, and the round would measure that.
            _scenario.Check(await _connections[0].ExchangeAsync(_scenario.Requests().Next()));
            return await MeasureAsync(duration);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or LoadFailedException)
        {
            _stopped.ThrowIfCancellationRequested();
            var first = _failure ?? failure;
            throw new LoadFailedException($"{_scenario.Name}: {first.Message}", first);
        }
    }

    async Task<RoundResult> MeasureAsync(TimeSpan duration)
    {
        var (server, client) = (_scenario.Server.ProcessorTime, Environment.CpuUsage.TotalTime);
        TimeSpan[] stores = [.. _scenario.Stores.Select(static store => store.ProcessorTime)];
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var workers = _connections.Select(connection => Task.Run(() => DriveAsync(connection, end))).ToArray();
        await Task.WhenAll(workers);
        (server, client) = (_scenario.Server.ProcessorTime - server, Environment.CpuUsage.TotalTime - client);
        stores = [.. _scenario.Stores.Zip(stores, static (store, before) => store.ProcessorTime - before)];

        var latencies = new LatencyHistogram();
        foreach (var worker in workers)
            latencies.Add(await worker);
        if (latencies.Count == 0)
            throw new LoadFailedException($"{_scenario.Name}: no answer came within {duration.TotalSeconds} s.");
        return new RoundResult(
            latencies.Count / duration.TotalSeconds,
            _answers,
            latencies.Percentile(0.5),
            latencies.Percentile(0.99),
            server / _answers,
            client / _answers,
            [.. stores.Select(store => store / _answers)]);
    }

    /// <summary>What one connection does. The last answer comes after the end: it is checked, and not counted.</summary>
    async Task<LatencyHistogram> DriveAsync(HttpConnection connection, long end)
    {
        try
        {
            var latencies = new LatencyHistogram();
            var requests = _scenario.Requests();
            var answers = 0L;
            while (true)
            {
                var request = requests.Next();
                var sent = Stopwatch.GetTimestamp();
                if (sent >= end)
                    break;
                var answer = await connection.ExchangeAsync(request);
                var received = Stopwatch.GetTimestamp();
                _scenario.Check(answer);
                answers++;
                if (received <= end)
                    latencies.Add(received - sent);
            }

            Interlocked.Add(ref _answers, answers);
            return latencies;
        }
        catch (Exception failure)
        {
            // The others need not go on; what they say then comes of this.
            Interlocked.CompareExchange(ref _failure, failure, null);
            CloseConnections();
            throw;
        }
    }

    void CloseConnections()
    {
        foreach (var connection in _connections)
            connection.Dispose();
    }
}
