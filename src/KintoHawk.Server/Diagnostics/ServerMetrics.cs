using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Diagnostics;

/// <summary>
/// The one place that measures. What is measured goes to the plugins that are included, with the names and labels of the reference (kinto-plugins §8), and
/// to the meter of this server, whose tags are closed lists: nothing that a client chooses becomes a tag there. docs/operations/metrics.md lists both.
/// </summary>
sealed class ServerMetrics
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "KintoHawk.Server";

    readonly IMetricsSink[] _sinks;
    readonly TimeProvider _time;
    readonly RequestLabels _requestLabels;
    readonly LabelSetLimit _users;
    readonly ConcurrentDictionary<(TimedPart Part, string Subject), string> _keys = new();
    readonly Counter<long> _requests;
    readonly Histogram<double> _requestDuration;
    readonly Histogram<long> _responseSize;
    readonly Counter<long> _authentications;
    readonly Counter<long> _cacheLookups;
    readonly Histogram<double>[] _durations;

    public ServerMetrics(IMeterFactory meters, IEnumerable<IMetricsSink> sinks, KintoHawkOptions options, TimeProvider time)
    {
        _sinks = [.. sinks];
        _time = time;
        _requestLabels = new RequestLabels(options.MetricsMatchdictFields, options.MetricsMaxLabelSets);
        _users = new LabelSetLimit(options.MetricsMaxLabelSets);
        var meter = meters.Create(MeterName);
        var boundaries = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 3, 6] };
        _requests = meter.CreateCounter<long>("kintohawk.requests", "{request}", "Requests that were answered, those in batches included.");
        _requestDuration = meter.CreateHistogram("kintohawk.request.duration", "s", "From a request to its answer.", advice: boundaries);
        _responseSize = meter.CreateHistogram<long>("kintohawk.response.size", "By", "Bytes in the body of an answer.");
        _authentications = meter.CreateCounter<long>("kintohawk.authentications", "{request}", "Requests whose sender was recognised, by policy.");
        _cacheLookups = meter.CreateCounter<long>("kintohawk.cache.lookups", "{lookup}", "Entries looked up in the cache, by outcome.");
        _durations =
        [
            meter.CreateHistogram("kintohawk.backend.duration", "s", "Operations of the backends.", advice: boundaries),
            meter.CreateHistogram("kintohawk.authentication.duration", "s", "Checks of credentials by the authentication policies.", advice: boundaries),
            meter.CreateHistogram("kintohawk.plugin.duration", "s", "Work of the plugins that follow changes.", advice: boundaries),
        ];
    }

    /// <summary>True while somebody wants to know about requests.</summary>
    bool FollowsRequests => _sinks.Length > 0 || _requests.Enabled || _requestDuration.Enabled || _responseSize.Enabled || _authentications.Enabled;

    /// <summary>Begins to measure a request; null when nobody wants to know.</summary>
    public RequestMeasurement? StartRequest(string method) => FollowsRequests ? new RequestMeasurement(this, method, _time.GetTimestamp()) : null;

    /// <summary>Times an operation of <c>storage</c>, <c>permission</c> or <c>cache</c>.</summary>
    public Timing Backend(string backend, string operation) => Start(TimedPart.Backend, backend, operation);

    /// <summary>Times an authentication policy.</summary>
    public Timing Authentication(AuthenticationPolicy policy) => Start(TimedPart.Authentication, policy.Name, "authenticated_userid");

    /// <summary>Times a plugin that follows changes.</summary>
    /// <param name="plugin">Its short name, for example <c>history</c>.</param>
    public Timing Plugin(string plugin) => Start(TimedPart.Plugin, plugin, "");

    /// <summary>An entry was looked up in the cache.</summary>
    public void CacheLookup(bool found)
    {
        foreach (var sink in _sinks)
            sink.Count(found ? "cache_hits" : "cache_misses", []);
        if (_cacheLookups.Enabled)
            _cacheLookups.Add(1, new TagList { { "outcome", found ? "hit" : "miss" } });
    }

    /// <summary>A timed operation has ended.</summary>
    public void Took(TimedPart part, string subject, string operation, long started)
    {
        var seconds = _time.GetElapsedTime(started).TotalSeconds;
        var key = _keys.GetOrAdd((part, subject), static timed => timed.Part switch
        {
            TimedPart.Backend => $"backend.{timed.Subject}.seconds",
            TimedPart.Authentication => $"authentication.{timed.Subject}.seconds",
            _ => $"plugins.{timed.Subject}.seconds",
        });
        ReadOnlySpan<MetricLabel> labels = operation.Length == 0 ? [] : [new MetricLabel("method", operation)];
        foreach (var sink in _sinks)
            sink.Time(key, seconds, labels);
        if (_durations[(int)part] is { Enabled: true } histogram)
            histogram.Record(seconds, TagsOf(part, subject, operation));
    }

    /// <summary>A request has been answered.</summary>
    public void Answered(RequestMeasurement request, int status, long size, Identity identity)
    {
        var seconds = _time.GetElapsedTime(request.Started).TotalSeconds;
        if (_sinks.Length > 0)
            Report(request, status, size, identity, seconds);
        var method = RequestLabels.MethodOf(request.Method);
        var endpoint = RequestLabels.EndpointOf(request, status);
        _requests.Add(1, new TagList { { "method", method }, { "endpoint", endpoint }, { "status", status } });
        _requestDuration.Record(seconds, new TagList { { "method", method }, { "endpoint", endpoint } });
        _responseSize.Record(size, new TagList { { "method", method }, { "endpoint", endpoint } });
        if (identity.Caller.Policy is { } policy)
            _authentications.Add(1, new TagList { { "type", policy } });
    }

    void Report(RequestMeasurement request, int status, long size, Identity identity, double seconds)
    {
        ReadOnlySpan<MetricLabel> user = identity.Caller.UserId is { } userId ? UserLabels(userId) : [];
        ReadOnlySpan<MetricLabel> policy = identity.Caller.Policy is { } name ? [new MetricLabel("type", name.ToLowerInvariant())] : [];
        // The status comes last, and is part of the counter only.
        ReadOnlySpan<MetricLabel> labels = _requestLabels.Of(request, status);
        foreach (var sink in _sinks)
        {
            if (user.Length > 0)
                sink.Count("users", user);
            sink.Count("request_summary", labels);
            sink.Time("request_duration_seconds", seconds, labels[..^1]);
            sink.Observe("request_size", size, labels[..^1]);
            if (policy.Length > 0)
                sink.Count("authentication", policy);
        }
    }

    MetricLabel[] UserLabels(string userId)
    {
        var colon = userId.IndexOf(':', StringComparison.Ordinal);
        var id = _users.Admits(userId) ? userId[(colon + 1)..].Replace(':', '.') : LabelSetLimit.Overflow;
        return [new("auth", colon < 0 ? "" : userId[..colon]), new("userid", id)];
    }

    static TagList TagsOf(TimedPart part, string subject, string operation) => part switch
    {
        TimedPart.Backend => new TagList { { "backend", subject }, { "method", operation } },
        TimedPart.Authentication => new TagList { { "policy", subject }, { "method", operation } },
        _ => new TagList { { "plugin", subject } },
    };

    Timing Start(TimedPart part, string subject, string operation) =>
        _sinks.Length > 0 || _durations[(int)part].Enabled ? new Timing(this, _time.GetTimestamp(), subject, operation, part) : default;
}
