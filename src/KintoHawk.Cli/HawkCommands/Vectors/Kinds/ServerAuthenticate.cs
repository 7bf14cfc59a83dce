using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A request to judge: <c>server-authenticate</c>.</summary>
static class ServerAuthenticate
{
    static readonly string[] _artifactNames = ["method", "host", "port", "resource", "id", "ts", "nonce", "mac", "hash", "ext", "app", "dlg"];

    public static string? Disagreement(Vector vector)
    {
        var judgement = Judge(vector.Input, HostOf(vector.Input), out var header);
        if (!vector.ExpectsSuccess)
            return judgement.Failure is HawkFailure.None ? "is accepted" : judgement.Disagreement(vector);
        if (judgement.Failure is not HawkFailure.None)
            return $"is refused: {judgement.Message}";
        return TryTarget(vector.Input, out var target) ? DifferentArtifacts(vector.Expected.GetProperty("artifacts"), in header, in target) : "the host is refused";
    }

    /// <summary>What <see cref="HawkVerifier"/> says of the request, with the clock, the stores and the settings of the vector.</summary>
    /// <param name="input">The input of the vector.</param>
    /// <param name="host">The Host field.</param>
    /// <param name="header">The header; only a claim unless it is accepted.</param>
    /// <param name="skew">The accepted skew; null for that of the vector.</param>
    public static Judgement Judge(JsonElement input, string? host, out HawkHeader header, TimeSpan? skew = null)
    {
        var request = input.GetProperty("request");
        var options = input.GetProperty("options");
        var authorization = Field(request, "authorization");
        var isReadable = HawkHeader.Parse(authorization, out header, out var message) is HawkFailure.None;
        // A store without keys is for the server around the library to answer for.
        if (isReadable && input.GetProperty("credentials").TryGetProperty(header.Id, out var stored))
        {
            if (Vector.Text(stored, "key") is null || Vector.Text(stored, "algorithm") is not { } algorithm)
                return new(null, 500, "Invalid credentials", null);
            if (!HawkAlgorithms.TryParse(algorithm, out _))
                return new(null, 500, "Unknown algorithm", null);
        }

        var payload = Vector.Payload(options);
        var window = skew ?? Skew(options);
        using var world = new VectorWorld(input);
        var verdict = world.Verify(
            new HawkReceivedRequest
            {
                Method = Vector.Text(request, "method")!,
                RawTarget = Vector.Text(request, "url")!,
                HostField = host,
                IsTls = IsEncrypted(input),
                Authorization = authorization,
                ContentType = Field(request, "content-type"),
                Body = payload is null ? (ReadOnlyMemory<byte>?)null : payload,
            },
            window);
        // The one thing a vector asks for that a verifier does not do: not to look at a body that the header has a hash of. By then everything but the
        // nonce has passed (section 7), so the nonce is what is left to do.
        var failure = verdict.Failure is HawkFailure.BadPayloadHash && payload is null ? world.RecordNonce(in header, window) : verdict.Failure;
        if (failure is HawkFailure.None)
            return Judgement.Accepted;
        var refused = failure == verdict.Failure ? Judgement.Refused(failure) with { Challenge = verdict.Challenge } : Judgement.Refused(failure);
        // A verdict has the reason; the parser has the words for the place in the header.
        return failure is HawkFailure.NotHawk or HawkFailure.MalformedHeader or HawkFailure.MissingAttribute
            ? refused with { Message = isReadable ? "Invalid Host header" : message }
            : refused;
    }

    /// <summary>The Host field of the request; where the vector sets host or port itself, the field that says the same.</summary>
    public static string? HostOf(JsonElement input)
    {
        var request = input.GetProperty("request");
        var options = input.GetProperty("options");
        var isSet = Vector.Text(request, "host") is not null || Vector.Text(options, "host") is not null || Vector.Text(options, "port") is not null;
        return isSet && TryTarget(input, out var target) ? HostOf(in target) : Field(request, Vector.Text(options, "hostHeaderName") ?? "host");
    }

    /// <summary>The Host field that means this target.</summary>
    public static string HostOf(in HawkTarget target) =>
        target.Host.Contains(':') && target.Host[0] is not '[' ? $"[{target.Host}]:{target.Port}" : $"{target.Host}:{target.Port}";

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
