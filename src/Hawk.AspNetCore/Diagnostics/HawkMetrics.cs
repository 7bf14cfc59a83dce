using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Hawk.AspNetCore.Diagnostics;

/// <summary>The instruments of this package. Tags are closed lists; nothing a client sends becomes a tag.</summary>
sealed class HawkMetrics
{
    readonly Meter _meter;
    readonly Counter<long> _accepted;
    readonly Counter<long> _refused;
    readonly Counter<long> _streamed;
    readonly Histogram<double> _clockSkew;

    public HawkMetrics(IMeterFactory meterFactory)
    {
        _meter = meterFactory.Create(HawkDefaults.MeterName);
        _accepted = _meter.CreateCounter<long>("hawk.requests.accepted", "{request}", "Requests that passed every check, by what they carried and what is known about their body.");
        _refused = _meter.CreateCounter<long>("hawk.requests.refused", "{request}", "Requests with a Hawk header or a bewit that was refused, by reason.");
        _streamed = _meter.CreateCounter<long>("hawk.payloads.streamed", "{payload}", "Bodies that were verified while they were read, by what came of it.");
        _clockSkew = _meter.CreateHistogram(
            "hawk.clock_skew", "s", "Timestamp of a request minus the server's clock, for requests whose MAC was right.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [-3600, -300, -60, -30, -10, -5, -2, -1, 0, 1, 2, 5, 10, 30, 60, 300, 3600] });
    }

    /// <summary>Shows the size of this store, the one the application's schemes share, from now on.</summary>
    public void Measure(InMemoryHawkNonceStore store) =>
        _meter.CreateObservableGauge("hawk.replay_store.size", () => store.Count, "{nonce}", "Nonces that the replay store of this process holds.");

    public void Accepted(HawkFeature feature)
    {
        if (_accepted.Enabled)
            _accepted.Add(1, new TagList { { "authentication", feature.Bewit is null ? "header" : "bewit" }, { "payload", NameOf(feature.PayloadState) } });
    }

    public void Refused(HawkRefusal refusal)
    {
        if (_refused.Enabled)
            _refused.Add(1, new TagList { { "reason", refusal.Reason } });
    }

    /// <summary>Outcomes: verified, failed, unread.</summary>
    public void StreamedPayload(string outcome)
    {
        if (_streamed.Enabled)
            _streamed.Add(1, new TagList { { "outcome", outcome } });
    }

    public void MeasuredClockSkew(long timestampSeconds, DateTimeOffset now)
    {
        if (_clockSkew.Enabled)
            _clockSkew.Record(timestampSeconds - (now.ToUnixTimeMilliseconds() / 1000.0));
    }

    static string NameOf(HawkPayloadState state) => state switch
    {
        HawkPayloadState.Verified => "verified",
        HawkPayloadState.Pending => "pending",
        _ => "not_signed",
    };
}
