using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore.Tests;

/// <summary>What operators see: enough to act on, nothing that could be used.</summary>
public sealed class DiagnosticsTests
{
    static readonly byte[] Body = "the payload"u8.ToArray();

    [Fact]
    public async Task No_log_message_of_any_level_has_the_key_a_mac_a_hash_or_a_nonce()
    {
        await using var app = await TestApp.StartAsync(
            static options =>
            {
                options.MaxPayloadBytes = 100;
                options.LargePayloads = HawkLargePayloads.Refuse;
            },
            first: static application => application.UseHawkResponseSigning());
        var authorization = app.Sign("PUT", "/r", Body);
        var stale = app.Sign("PUT", "/r", Body, offset: TimeSpan.FromHours(1));
        var large = app.Sign("PUT", "/r", new byte[101]);

        var accepted = await app.SendAsync(authorization, body: Body);
        var challenged = await app.SendAsync(stale, body: Body);
        await app.SendAsync(authorization, body: Body);
        await app.SendAsync(authorization, "/other", Body);
        await app.SendAsync(authorization, body: "altered"u8.ToArray());
        await app.SendAsync(large, body: new byte[101]);
        await app.SendAsync(authorization.Value.Replace("mac=", "mac =", StringComparison.Ordinal), "PUT", "/r", Body);
        await app.SendAsync(app.Sign("PUT", "/r"), body: Body);

        Assert.Equal([1, 15, 19, 14, 17, 18, 10, 16], app.Log.HawkEvents);
        string[] secrets =
        [
            TestApp.Key,
            .. new[] { authorization, stale, large }.SelectMany(static used => new[] { used.Nonce, used.Hash!, Quoted(used.Value, "mac=") }),
            Quoted(challenged.Challenge!, "tsm="),
            Quoted(accepted.ServerAuthorization!, "mac="),
        ];
        Assert.All(secrets, secret => Assert.DoesNotContain(app.Log.Messages, message => message.Message.Contains(secret, StringComparison.Ordinal)));
        Assert.Contains(app.Log.Messages, static message => message.Message.Contains(TestApp.Credential.Id, StringComparison.Ordinal));

        static string Quoted(string header, string name) => header[(header.IndexOf(name, StringComparison.Ordinal) + name.Length)..].Split('"')[1];
    }

    [Theory]
    [InlineData(HawkNonceOutcome.QuotaExceeded, 20)]
    [InlineData(HawkNonceOutcome.StoreFull, 21)]
    public async Task What_operators_must_see_is_logged_at_a_minimum_level_of_warning_too(HawkNonceOutcome outcome, int expected)
    {
        await using var app = await TestApp.StartAsync(
            options => options.NonceStore = new AnsweringNonceStore(outcome),
            services: static services => services.Configure<LoggerFilterOptions>(static filter => filter.MinLevel = LogLevel.Warning));

        await app.SendAsync(app.Sign());

        Assert.Equal([expected], app.Log.HawkEvents);
    }

    [Fact]
    public async Task The_events_have_a_category_that_no_other_event_has()
    {
        await using var app = await TestApp.StartAsync(first: static application => application.UseHawkResponseSigning(1));

        await app.SendAsync(app.Sign());
        await app.SendAsync("Hawk", "GET", "/", fields: "Host: a b");
        await app.SendAsync(app.Sign("PUT", "/r", Body), body: Body);

        Assert.Contains(app.Log.Messages, static message => message.Category is "Hawk.AspNetCore.HawkHandler"); // the framework's own
        Assert.All(
            app.Log.Messages.Where(static message => message.Category.StartsWith("Hawk.", StringComparison.Ordinal)),
            static message => Assert.Equal(
                message.Category is "Hawk.AspNetCore", !message.EventId.Name!.StartsWith("Authentication", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_limit_of_the_endpoint_is_the_one_that_is_logged()
    {
        await using var app = await TestApp.StartAsync(
            static options => options.LargePayloads = HawkLargePayloads.Refuse,
            first: static application => application.MapPut("/r", static () => { }).WithHawkPayload(HawkPayloadPolicy.Require, 5));

        await app.SendAsync(app.Sign("PUT", "/r", Body), body: Body);

        Assert.Contains(app.Log.Messages, static message => message.EventId.Id is 18 && message.Message.Contains(" 5 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_count_outcomes_by_reason_and_measure_the_clock_skew_of_authentic_requests()
    {
        await using var app = await TestApp.StartAsync();
        using var measurements = new Measurements(app);
        var authorization = app.Sign(offset: TimeSpan.FromSeconds(7));

        await app.SendAsync(authorization);
        await app.SendAsync(authorization);
        await app.SendAsync(authorization, "/other");
        await app.SendAsync(app.Sign(offset: TimeSpan.FromSeconds(-90)));
        await app.SendAsync("Hawk", "GET", "/");
        await app.SendAsync(authorization: null);

        Assert.Equal(
            [
                ("hawk.clock_skew", 7, ""), ("hawk.requests.accepted", 1, "authentication=header,payload=not_signed"),
                ("hawk.clock_skew", 7, ""), ("hawk.requests.refused", 1, "reason=replay"),
                ("hawk.requests.refused", 1, "reason=bad_mac"),
                ("hawk.clock_skew", -90, ""), ("hawk.requests.refused", 1, "reason=stale_timestamp"),
                ("hawk.requests.refused", 1, "reason=malformed_header"),
            ],
            measurements.Seen);
    }

    [Fact]
    public async Task Metrics_tell_what_became_of_bodies_and_of_bewits()
    {
        await using var app = await TestApp.StartAsync(
            static options =>
            {
                options.MaxPayloadBytes = 100;
                options.LargePayloads = HawkLargePayloads.Stream;
                options.AllowBewit = true;
            },
            static context => HttpMethods.IsPut(context.Request.Method) ? context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted) : Task.CompletedTask);
        using var measurements = new Measurements(app);
        byte[] small = new byte[100], large = new byte[5000];

        await app.SendAsync(app.Sign("PUT", "/r", small), body: small);
        await app.SendAsync(app.Sign("PUT", "/r", large), body: large);
        await app.SendAsync(app.Sign("PUT", "/r", large), body: [.. large[..^1], 1]);
        await app.SendAsync(app.Sign("POST", "/r", large), body: large);
        await app.SendAsync(authorization: null, "GET", $"/r?bewit={Bewit(TimeSpan.FromMinutes(1))}");
        await app.SendAsync(authorization: null, "GET", $"/r?bewit={Bewit(TimeSpan.FromMinutes(-1))}");
        await app.DisposeAsync(); // the unread body is counted when its request is over

        Assert.Equal(
            [
                ("hawk.payloads.streamed", "outcome=failed"), ("hawk.payloads.streamed", "outcome=unread"), ("hawk.payloads.streamed", "outcome=verified"),
                ("hawk.requests.accepted", "authentication=bewit,payload=not_signed"),
                ("hawk.requests.accepted", "authentication=header,payload=pending"), ("hawk.requests.accepted", "authentication=header,payload=pending"),
                ("hawk.requests.accepted", "authentication=header,payload=pending"), ("hawk.requests.accepted", "authentication=header,payload=verified"),
                ("hawk.requests.refused", "reason=access_expired"),
            ],
            measurements.Seen.Where(static seen => seen.Name != "hawk.clock_skew").Select(static seen => (seen.Name, seen.Tags)).Order());

        string Bewit(TimeSpan lifetime)
        {
            Assert.True(HawkTarget.TryCreate("GET", "/r", "127.0.0.1", app.Port, out var target));
            return HawkClient.CreateBewit(TestApp.Credential, target, app.Time.GetUtcNow() + lifetime);
        }
    }

    [Fact]
    public async Task Traces_tell_the_outcome_and_nothing_else()
    {
        await using var app = await TestApp.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == HawkDefaults.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == trace) // other tests run at the same time
                    stopped.Enqueue(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var parent = $"traceparent: 00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-01";
        var authorization = app.Sign("PUT", "/r", Body);

        await app.SendAsync(authorization, body: Body, fields: parent);
        await app.SendAsync(authorization, body: Body, fields: parent);
        await app.SendAsync(authorization, "/other", Body, parent);
        await app.SendAsync("Hawk", "GET", "/", fields: parent);
        await app.SendAsync("Basic YTpi", "GET", "/", fields: parent);

        Assert.Equal(["accepted", "replay", "bad_mac", "malformed_header"], stopped.Select(static activity => activity.GetTagItem("hawk.outcome")));
        Assert.All(stopped, static activity =>
        {
            Assert.Equal("hawk.verify", activity.DisplayName);
            Assert.Single(activity.TagObjects);
            Assert.Empty(activity.Events);
            Assert.Empty(activity.Baggage);
        });
    }

    sealed class Measurements : IDisposable
    {
        readonly MeterListener _listener;
        readonly List<(string Name, double Value, string Tags)> _seen = [];

        public Measurements(TestApp app)
        {
            var factory = app.Services.GetRequiredService<IMeterFactory>();
            _listener = new MeterListener
            {
                InstrumentPublished = (instrument, self) =>
                {
                    if (instrument.Meter.Name == HawkDefaults.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                        self.EnableMeasurementEvents(instrument);
                },
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public IReadOnlyList<(string Name, double Value, string Tags)> Seen
        {
            get
            {
                lock (_seen)
                    return [.. _seen];
            }
        }

        public void Dispose() => _listener.Dispose();

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.False(string.IsNullOrEmpty(instrument.Unit));
            lock (_seen)
                _seen.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"))));
        }
    }
}
