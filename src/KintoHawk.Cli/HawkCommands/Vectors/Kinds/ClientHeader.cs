using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A request to sign: <c>client-header</c>.</summary>
static class ClientHeader
{
    public static string? Disagreement(Vector vector)
    {
        if (!vector.ExpectsSuccess)
        {
            var target = TargetOf(vector);
            return SigningRefusal.Disagreement(vector, Refusal(vector, in target), ["options"], ["now", "credential", "target"]);
        }

        // A URL that a URL library rewrites is signed from its parts; any other must give the same both ways.
        return DisagreementOn(vector, PartsOf(vector))
            ?? (vector.Input.GetProperty("urlIsCanonical").GetBoolean() ? DisagreementOn(vector, TargetOf(vector)) : null);
    }

    /// <summary>Why the library refuses to sign the request; null when it does not.</summary>
    public static ArgumentException? Refusal(Vector vector, in HawkTarget target)
    {
        try
        {
            Sign(vector, in target);
            return null;
        }
        catch (ArgumentException refusal)
        {
            return refusal;
        }
    }

    static HawkAuthorization Sign(Vector vector, in HawkTarget target)
    {
        var input = vector.Input;
        using var credential = Vector.Credential(input.GetProperty("credentials"));
        var options = new HawkSignOptions
        {
            Ext = Vector.Text(input, "ext"),
            App = Vector.Text(input, "app"),
            Dlg = Vector.Text(input, "dlg"),
            Nonce = Vector.Text(input, "nonce"),
        };
        var payload = PayloadToSign(input);
        return HawkClient.Authorize(credential, in target, DateTimeOffset.FromUnixTimeSeconds(Vector.Number(input, "timestamp")), in payload, options);
    }

    public static HawkTarget PartsOf(Vector vector) => HawkTarget.TryCreate(
        Vector.Text(vector.Input, "method"),
        Vector.Text(vector.Expected, "resource"),
        Vector.Text(vector.Expected, "host"),
        (int)Vector.Number(vector.Expected, "port"),
        out var target)
        ? target
        : throw new FormatException("The target is refused.");

    /// <summary>What a member of the input says about the body: a finished hash, the bytes, or nothing.</summary>
    public static HawkPayload PayloadToSign(JsonElement element) =>
        Vector.Text(element, "hash") is { Length: > 0 } hash ? HawkPayload.FromHash(Convert.FromBase64String(hash))
        : Vector.Payload(element) is { } bytes ? HawkPayload.FromBytes(Vector.Text(element, "contentType"), bytes)
        : HawkPayload.None;

    static HawkTarget TargetOf(Vector vector) => HawkTarget.FromUri(Vector.Text(vector.Input, "method")!, new Uri(Vector.Text(vector.Input, "url")!));

    static string? DisagreementOn(Vector vector, in HawkTarget target)
    {
        if (Refusal(vector, in target) is { } refusal)
            return $"is refused: {refusal.Message}";
        var signed = Sign(vector, in target);
        var expected = vector.Expected;
        return Vector.Differs("resource", Vector.Text(expected, "resource"), signed.Resource)
            ?? Vector.Differs("port", Vector.Text(expected, "port"), $"{signed.Port}")
            ?? Vector.Differs("hash", Vector.Text(expected, "hash") is { Length: > 0 } hash ? hash : null, signed.Hash)
            ?? Vector.Differs("text", Vector.Text(expected, "normalized"), signed.NormalizedText)
            ?? Vector.Differs("header", Vector.Text(expected, "header"), signed.Value);
    }
}
