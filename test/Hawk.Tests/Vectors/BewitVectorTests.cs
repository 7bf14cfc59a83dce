using System.Globalization;
using System.Text.Json;

namespace Hawk.Tests.Vectors;

public class BewitVectorTests
{
    static readonly Dictionary<string, string> SigningDeviations = new(StringComparer.Ordinal)
    {
        ["hawk-bewit/get-bewit/018"] = "section 4.2: no quote in ext",
        ["hawk-bewit/get-bewit/019"] = "section 4.2: no character outside ASCII in ext",
    };

    static readonly Dictionary<string, string> JudgingDeviations = new(StringComparer.Ordinal)
    {
        ["hawk-bewit/authenticate-bewit/035"] = "section 11.1: more than one bewit is refused with 400",
        ["hawk-bewit/authenticate-bewit/038"] = "section 11.1: a bewit is looked for in the query only",
        ["hawk-bewit/authenticate-bewit/040"] = "section 11.2: padding is accepted and ignored",
    };

    [Fact]
    public void Every_link_is_signed_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-bewit", "get-bewit"), 16, SigningDisagreement, SigningDeviations);

    [Fact]
    public void Every_link_is_judged_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-bewit", "authenticate-bewit"), 27, JudgingDisagreement, JudgingDeviations);

    /// <summary>A link may not be longer-lived than <see cref="HawkClient.MaxLinkLifetime"/>, a bewit may: the vectors of both are signed by the method for them.</summary>
    static string? SigningDisagreement(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var uri = new Uri(Vector.Text(vector.Input, "url")!);
        var ext = Vector.Text(vector.Input, "ext");
        var lifetime = TimeSpan.FromSeconds(long.Parse(Vector.Text(vector.Input, "ttlSec")!, CultureInfo.InvariantCulture));
        var now = DateTimeOffset.FromUnixTimeMilliseconds(vector.Input.GetProperty("nowMs").GetInt64());
        if (Vector.Text(vector.Input, "localtimeOffsetMsec") is { } offset)
            now = now.AddMilliseconds(long.Parse(offset, CultureInfo.InvariantCulture));
        if (!vector.ExpectsSuccess)
        {
            var exception = Record.Exception(() => HawkClient.SignLink(credential, uri, now, lifetime, ext));
            return exception is ArgumentException ? null : "is signed";
        }

        var target = HawkTarget.FromUri("GET", uri);
        var bewit = HawkClient.CreateBewit(credential, in target, now + lifetime, ext);
        if (VectorSet.Differs("bewit", Vector.Text(vector.Expected, "bewit"), bewit) is { } difference)
            return difference;
        if (lifetime <= TimeSpan.Zero || lifetime > HawkClient.MaxLinkLifetime)
            return null;
        var link = HawkClient.SignLink(credential, uri, now, lifetime, ext).AbsoluteUri;
        var separator = uri.PathAndQuery.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return VectorSet.Differs("link", $"{uri.AbsoluteUri}{separator}bewit={bewit}", link);
    }

    static string? JudgingDisagreement(Vector vector)
    {
        var request = vector.Input.GetProperty("request");
        var failure = Judge(vector.Input, request, out var bewit);
        var expected = vector.Expected;
        if (vector.ExpectsSuccess)
            return failure is not HawkFailure.None ? $"is refused: {failure.Message()}" : DifferentAttributes(expected.GetProperty("attributes"), in bewit);
        if (failure is HawkFailure.None)
            return "is accepted";
        return VectorSet.Differs("status", Vector.Text(expected, "status"), $"{failure.StatusCode()}")
            ?? (expected.TryGetProperty("message", out var text) ? VectorSet.Differs("message", text.GetString(), failure.Message()) : null)
            ?? (expected.TryGetProperty("wwwAuthenticate", out var field) ? VectorSet.Differs("challenge", field.GetString(), failure.Challenge()) : null);
    }

    static HawkFailure Judge(JsonElement input, JsonElement request, out HawkBewit bewit)
    {
        var method = Vector.Text(request, "method")!;
        var url = Vector.Text(request, "url")!;
        var port = int.Parse(Vector.Text(request, "port")!, CultureInfo.InvariantCulture);
        Assert.True(HawkTarget.TryCreate(method, url, Vector.Text(request, "host"), port, out var target));
        var failure = HawkBewit.Parse(method, url, Vector.Text(request, "authorization") is not null, out bewit);
        if (HawkBewit.IsIn(url) != failure is not HawkFailure.NotHawk)
            throw new InvalidOperationException("IsIn and Parse disagree.");
        if (failure is not HawkFailure.None)
            return failure;
        if (!input.GetProperty("credentials").TryGetProperty(bewit.Id, out var stored))
            return HawkFailure.UnknownCredential;
        using var credential = Vector.Credential(stored, bewit.Id.ToString());
        var now = DateTimeOffset.FromUnixTimeMilliseconds(input.GetProperty("nowMs").GetInt64());
        return HawkServer.VerifyBewit(in bewit, in target, credential, now, TimeSpan.MaxValue, out _);
    }

    static string? DifferentAttributes(JsonElement expected, in HawkBewit bewit) =>
        VectorSet.Differs("id", Vector.Text(expected, "id"), bewit.Id.ToString())
        ?? VectorSet.Differs("exp", Vector.Text(expected, "exp"), bewit.Expires.ToString())
        ?? VectorSet.Differs("mac", Vector.Text(expected, "mac"), bewit.Mac.ToString())
        ?? VectorSet.Differs("ext", Vector.Text(expected, "ext"), bewit.Ext.ToString());
}
