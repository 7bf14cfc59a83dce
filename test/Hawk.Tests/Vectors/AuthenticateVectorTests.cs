using System.Globalization;
using System.Text.Json;

namespace Hawk.Tests.Vectors;

public class AuthenticateVectorTests
{
    static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["hawk-header/server-authenticate/015"] = "section 7: unknown credentials and a bad MAC are answered alike",
        ["hawk-header/server-authenticate/099"] = "section 5.1: an explicit port 80 is kept under TLS",
    };

    [Fact]
    public void Every_request_is_judged_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-header", "server-authenticate"), 66, Disagreement, Deviations);

    static string? Disagreement(Vector vector)
    {
        var (status, message, challenge, artifacts) = Judge(vector.Input);
        var expected = vector.Expected;
        if (vector.ExpectsSuccess)
            return status is not 200 ? $"is refused: {message}" : DifferentArtifacts(expected.GetProperty("artifacts"), artifacts!);
        return VectorSet.Differs("status", Vector.Text(expected, "status"), $"{status}")
            ?? (expected.TryGetProperty("message", out var text) ? VectorSet.Differs("message", text.GetString(), message) : null)
            ?? (expected.TryGetProperty("wwwAuthenticate", out var field) ? VectorSet.Differs("challenge", field.GetString(), challenge) : null);
    }

    /// <summary>The whole server side in the order of section 7, with the settings of the vector.</summary>
    static Judgement Judge(JsonElement input)
    {
        var request = input.GetProperty("request");
        var options = input.GetProperty("options");
        if (!TryTarget(request, options, out var target))
            return new(400, "Invalid Host header", null, null);

        var failure = HawkHeader.Parse(Field(request, "authorization"), out var header, out var message);
        if (failure is not HawkFailure.None)
            return new(failure.StatusCode(), message, failure.Challenge(), null);
        if (!input.GetProperty("credentials").TryGetProperty(header.Id, out var stored))
            return Refuse(HawkFailure.UnknownCredential);
        if (Vector.Text(stored, "key") is null || Vector.Text(stored, "algorithm") is not { } algorithm)
            return new(500, "Invalid credentials", null, null);
        if (!HawkAlgorithms.TryParse(algorithm, out _))
            return new(500, "Unknown algorithm", null, null);

        using var credential = Vector.Credential(stored, header.Id.ToString());
        failure = HawkServer.VerifyMac(in header, in target, credential, Sample.Now);
        if (failure is not HawkFailure.None)
            return Refuse(failure);
        if (Vector.Payload(options) is { } payload)
            failure = HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes(Field(request, "content-type"), payload));
        if (failure is HawkFailure.None && IsSeen(input, in header))
            failure = HawkFailure.Replay;
        if (failure is not HawkFailure.None)
            return Refuse(failure);

        var skew = Vector.Text(options, "timestampSkewSec") is { } seconds
            ? TimeSpan.FromSeconds(long.Parse(seconds, CultureInfo.InvariantCulture))
            : HawkServer.DefaultSkew;
        var now = DateTimeOffset.FromUnixTimeMilliseconds(input.GetProperty("nowMs").GetInt64());
        if (Vector.Text(options, "localtimeOffsetMsec") is { } offset)
            now = now.AddMilliseconds(long.Parse(offset, CultureInfo.InvariantCulture));
        failure = HawkServer.VerifyFreshness(in header, now, skew);
        return failure is HawkFailure.None
            ? new(200, null, null, Artifacts(in header, in target))
            : new(failure.StatusCode(), failure.Message(), HawkServer.StaleChallenge(credential, now), null);
    }

    static Judgement Refuse(HawkFailure failure) => new(failure.StatusCode(), failure.Message(), failure.Challenge(), null);

    static bool TryTarget(JsonElement request, JsonElement options, out HawkTarget target)
    {
        var method = Vector.Text(request, "method");
        var url = Vector.Text(request, "url");
        if (Vector.Text(request, "host") is { } host)
            return HawkTarget.TryCreate(method, url, host, int.Parse(Vector.Text(request, "port")!, CultureInfo.InvariantCulture), out target);

        var isTls = request.TryGetProperty("encrypted", out var encrypted) && encrypted.GetBoolean();
        var field = Field(request, Vector.Text(options, "hostHeaderName") ?? "host");
        if (!HawkTarget.TryFromHostField(method, url, field, isTls, out target))
            return false;
        var fixedHost = Vector.Text(options, "host") ?? target.Host.ToString();
        var fixedPort = Vector.Text(options, "port") is { } port ? int.Parse(port, CultureInfo.InvariantCulture) : target.Port;
        return HawkTarget.TryCreate(method, url, fixedHost, fixedPort, out target);
    }

    static string? Field(JsonElement request, string name)
    {
        if (!request.TryGetProperty("headers", out var headers))
            return Vector.Text(request, name);
        foreach (var field in headers.EnumerateObject())
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
                return field.Value.GetString();
        }

        return null;
    }

    static bool IsSeen(JsonElement input, in HawkHeader header)
    {
        if (!input.TryGetProperty("seenNonces", out var seen))
            return false;
        foreach (var pair in seen.EnumerateArray())
        {
            if (header.Nonce.SequenceEqual(pair[0].GetString()) && header.Timestamp.SequenceEqual(pair[1].GetString()))
                return true;
        }

        return false;
    }

    static Dictionary<string, string> Artifacts(in HawkHeader header, in HawkTarget target)
    {
        var artifacts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["method"] = target.Method.ToString(),
            ["host"] = target.Host.ToString(),
            ["port"] = target.Port.ToString(CultureInfo.InvariantCulture),
            ["resource"] = target.Resource.ToString(),
            ["id"] = header.Id.ToString(),
            ["ts"] = header.Timestamp.ToString(),
            ["nonce"] = header.Nonce.ToString(),
            ["mac"] = header.Mac.ToString(),
            ["hash"] = header.Hash.ToString(),
            ["ext"] = header.Ext.ToString(),
            ["app"] = header.App.ToString(),
            ["dlg"] = header.Dlg.ToString(),
        };
        return artifacts.Where(static pair => pair.Value.Length > 0).ToDictionary(StringComparer.Ordinal);
    }

    static string? DifferentArtifacts(JsonElement expected, Dictionary<string, string> actual)
    {
        foreach (var name in expected.EnumerateObject().Select(static property => property.Name).Union(actual.Keys, StringComparer.Ordinal))
        {
            var comparison = name is "method" or "host" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            if (!string.Equals(Vector.Text(expected, name), actual.GetValueOrDefault(name), comparison))
                return VectorSet.Differs(name, Vector.Text(expected, name), actual.GetValueOrDefault(name));
        }

        return null;
    }

    sealed record Judgement(int Status, string? Message, string? Challenge, Dictionary<string, string>? Artifacts);
}
