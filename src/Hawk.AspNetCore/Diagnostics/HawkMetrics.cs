using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hawk.AspNetCore.Diagnostics;

/// <summary>The instruments of this package. Tags are closed lists; nothing a client sends becomes a tag.</summary>
sealed class HawkMetrics
{
    readonly Meter _meter;
    readonly Counter<long> _accepted;
    readonly Counter<long> _refused;
    readonly Histogram<double> _clockSkew;

    public HawkMetrics(IMeterFactory meterFactory)
    {
        _meter = meterFactory.Create(HawkDefaults.MeterName);
        _accepted = _meter.CreateCounter<long>("hawk.requests.accepted", "{request}", "Requests that passed every check.");
        _refused = _meter.CreateCounter<long>("hawk.requests.refused", "{request}", "Requests with a Hawk header that was refused, by reason.");
        _clockSkew = _meter.CreateHistogram(
            "hawk.clock_skew", "s", "Timestamp of a request minus the server's clock, for requests whose MAC was right.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [-3600, -300, -60, -30, -10, -5, -2, -1, 0, 1, 2, 5, 10, 30, 60, 300, 3600] });
    }

    /// <summary>Shows the size of this store, the one the application's schemes share, from now on.</summary>
    public void Measure(InMemoryHawkNonceStore store) =>
        _meter.CreateObservableGauge("hawk.replay_store.size", () => store.Count, "{nonce}", "Nonces that the replay store of this process holds.");

    public void Accepted() => _accepted.Add(1);

    public void Refused(HawkRefusal refusal)
    {
        if (_refused.Enabled)
            _refused.Add(1, new TagList { { "reason", refusal.Reason } });
    }

    public void MeasuredClockSkew(long timestampSeconds, DateTimeOffset now)
    {
        if (_clockSkew.Enabled)
            _clockSkew.Record(timestampSeconds - (now.ToUnixTimeMilliseconds() / 1000.0));
    }
}
