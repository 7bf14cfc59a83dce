using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A request to judge: <c>server-authenticate</c>.</summary>
static class ServerAuthenticate
{
    static readonly string[] _artifactNames = ["method", "host", "port", "resource", "id", "ts", "nonce", "mac", "hash", "ext", "app", "dlg"];

    public static string? Disagreement(Vector vector)
    {
        if (!TryTarget(vector.Input, out var target))
            return vector.ExpectsSuccess ? "the host is refused" : new Judgement(HawkFailure.MalformedHeader, 400, "Invalid Host header", null).Disagreement(vector);
        var judgement = Judge(vector.Input, in target, out var header);
        if (!vector.ExpectsSuccess)
            return judgement.Failure is HawkFailure.None ? "is accepted" : judgement.Disagreement(vector);
        return judgement.Failure is HawkFailure.None
            ? DifferentArtifacts(vector.Expected.GetProperty("artifacts"), in header, in target)
            : $"is refused: {judgement.Message}";
    }

    /// <summary>The whole server side in the order of section 7, with the settings of the vector.</summary>
    public static Judgement Judge(JsonElement input, in HawkTarget target, out HawkHeader header)
    {
        var request = input.GetProperty("request");
        var options = input.GetProperty("options");
        var failure = HawkHeader.Parse(Field(request, "authorization"), out header, out var message);
        if (failure is not HawkFailure.None)
            return Judgement.Refused(failure) with { Message = message };
        if (!input.GetProperty("credentials").TryGetProperty(header.Id, out var stored))
            return Judgement.Refused(HawkFailure.UnknownCredential);
        if (Vector.Text(stored, "key") is null || Vector.Text(stored, "algorithm") is not { } algorithm)
            return new(null, 500, "Invalid credentials", null);
        if (!HawkAlgorithms.TryParse(algorithm, out _))
            return new(null, 500, "Unknown algorithm", null);

        var now = Now(input);
        using var credential = Vector.Credential(stored, header.Id.ToString());
        failure = HawkServer.VerifyMac(in header, in target, credential, now);
        if (failure is HawkFailure.None && Vector.Payload(options) is { } payload)
            failure = HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes(Field(request, "content-type"), payload));
        if (failure is HawkFailure.None && IsSeen(input, header.Nonce, header.Timestamp))
            failure = HawkFailure.Replay;
        if (failure is not HawkFailure.None)
            return Judgement.Refused(failure);
        failure = HawkServer.VerifyFreshness(in header, now, Skew(options));
        return failure is HawkFailure.None ? Judgement.Accepted : Judgement.Refused(failure) with { Challenge = HawkServer.StaleChallenge(credential, now) };
    }

    /// <summary>The request as the server sees it; false when its host, method or target is refused.</summary>
    public static bool TryTarget(JsonElement input, out HawkTarget target)
    {
        var request = input.GetProperty("request");
        var options = input.GetProperty("options");
        var method = Vector.Text(request, "method");
        var url = Vector.Text(request, "url");
        if (Vector.Text(request, "host") is { } host)
            return HawkTarget.TryCreate(method, url, host, (int)Vector.Number(request, "port"), out target);

        var field = Field(request, Vector.Text(options, "hostHeaderName") ?? "host");
        if (!HawkTarget.TryFromHostField(method, url, field, IsEncrypted(input), out target))
            return false;
        var fixedPort = Vector.Text(options, "port") is null ? target.Port : (int)Vector.Number(options, "port");
        return HawkTarget.TryCreate(method, url, Vector.Text(options, "host") ?? target.Host.ToString(), fixedPort, out target);
    }

    public static bool IsEncrypted(JsonElement input) =>
        input.GetProperty("request").TryGetProperty("encrypted", out var encrypted) && encrypted.GetBoolean();

    /// <summary>The server's time.</summary>
    public static DateTimeOffset Now(JsonElement input)
    {
        var offset = Vector.Text(input.GetProperty("options"), "localtimeOffsetMsec") is null ? 0 : Vector.Number(input.GetProperty("options"), "localtimeOffsetMsec");
        return DateTimeOffset.FromUnixTimeMilliseconds(Vector.Number(input, "nowMs") + offset);
    }

    public static TimeSpan Skew(JsonElement options) =>
        Vector.Text(options, "timestampSkewSec") is null ? HawkServer.DefaultSkew : TimeSpan.FromSeconds(Vector.Number(options, "timestampSkewSec"));

    /// <summary>A field of the request, whatever the case of its name.</summary>
    public static string? Field(JsonElement request, string name)
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

    /// <summary>Whether the pair of nonce and timestamp has been used before.</summary>
    public static bool IsSeen(JsonElement input, ReadOnlySpan<char> nonce, ReadOnlySpan<char> timestamp)
    {
        if (!input.TryGetProperty("seenNonces", out var seen))
            return false;
        foreach (var pair in seen.EnumerateArray())
        {
            if (nonce.SequenceEqual(pair[0].GetString()) && timestamp.SequenceEqual(pair[1].GetString()))
                return true;
        }

        return false;
    }

    static string? DifferentArtifacts(JsonElement expected, in HawkHeader header, in HawkTarget target)
    {
        if (expected.EnumerateObject().FirstOrDefault(static member => !_artifactNames.Contains(member.Name, StringComparer.Ordinal)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
            return $"has no {unknown.Name}";
        foreach (var name in _artifactNames)
        {
            var actual = name switch
            {
                "method" => target.Method,
                "host" => target.Host,
                "port" => $"{target.Port}",
                "resource" => target.Resource,
                "id" => header.Id,
                "ts" => header.Timestamp,
                "nonce" => header.Nonce,
                "mac" => header.Mac,
                "hash" => header.Hash,
                "ext" => header.Ext,
                "app" => header.App,
                _ => header.Dlg,
            };
            // Method and host are brought to one case when they are signed, not when they are read.
            var comparison = name is "method" or "host" ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            if (!actual.Equals(Vector.Text(expected, name), comparison))
                return Vector.Differs(name, Vector.Text(expected, name), actual.ToString());
        }

        return null;
    }
}
