using System.Diagnostics.Metrics;
using Hawk.AspNetCore.Tests.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

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

    [Fact]
    public async Task Metrics_count_outcomes_by_reason_and_measure_the_clock_skew_of_authentic_requests()
    {
        await using var app = await TestApp.StartAsync();
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        var seen = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == HawkDefaults.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
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
            seen);

        void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.False(string.IsNullOrEmpty(instrument.Unit));
            lock (seen)
                seen.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(static tag => $"{tag.Key}={tag.Value}"))));
        }
    }
}
