using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Plugins.StatsD;

/// <summary>
/// Sends measurements to StatsD, one datagram each. Requests only put them into a queue, and when that is full they are dropped: nothing waits for the
/// network, and nothing fails because of it.
/// </summary>
sealed class StatsDSender(KintoHawkOptions options, TimeProvider time, ILogger<StatsDSender> log) : BackgroundService, IMetricsSink
{
    /// <summary>A few seconds of a busy server.</summary>
    public const int MostWaiting = 10_000;

    /// <summary>How long measurements are dropped after the address could not be used: resolving a name may take seconds.</summary>
    static readonly TimeSpan _pause = TimeSpan.FromSeconds(10);

    readonly Channel<string> _queue = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    readonly string _prefix = StatsDLine.PrefixOf(options.ProjectName.Length > 0 ? options.ProjectName : options.StatsDPrefix);

    /// <summary>How many measurements are in the queue.</summary>
    public int Waiting => _queue.Reader.Count;

    public void Count(string key, ReadOnlySpan<MetricLabel> labels) => _queue.Writer.TryWrite(StatsDLine.Count(_prefix, key, labels));

    public void Time(string key, double seconds, ReadOnlySpan<MetricLabel> labels) => _queue.Writer.TryWrite(StatsDLine.Time(_prefix, key, seconds, labels));

    public void Observe(string key, long value, ReadOnlySpan<MetricLabel> labels) => _queue.Writer.TryWrite(StatsDLine.Observe(_prefix, key, value));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The queue is emptied before the end: the last requests are as interesting as any.
        await using var stopping = stoppingToken.Register(() => _queue.Writer.TryComplete());
        using var connection = new StatsDConnection(options.StatsDUrl!);
        var usableFrom = time.GetTimestamp();
        var failing = false;
        await foreach (var line in _queue.Reader.ReadAllAsync(CancellationToken.None))
        {
            if (time.GetTimestamp() < usableFrom)
                continue;
            try
            {
                await connection.SendAsync(Encoding.UTF8.GetBytes(line), CancellationToken.None);
                failing = false;
            }
            catch (SocketException failure)
            {
                if (!failing)
                    log.StatsDUnreachable(options.StatsDUrl!.Authority, failure);
                failing = true;
                usableFrom = time.GetTimestamp() + (long)(_pause.TotalSeconds * time.TimestampFrequency);
            }
        }
    }
}
