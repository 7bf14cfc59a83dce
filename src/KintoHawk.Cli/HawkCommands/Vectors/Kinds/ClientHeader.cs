using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A request to sign: <c>client-header</c>.</summary>
static class ClientHeader
{
    public static string? Disagreement(Vector vector)
    {
        if (!vector.ExpectsSuccess)
            return TrySign(vector, TargetOf(vector), out _) ? "is signed" : null;
        // A URL that a URL library rewrites is signed from its parts; any other must give the same both ways.
        return DisagreementOn(vector, PartsOf(vector))
            ?? (vector.Input.GetProperty("urlIsCanonical").GetBoolean() ? DisagreementOn(vector, TargetOf(vector)) : null);
    }

    /// <summary>Signs the request; false when the library refuses to.</summary>
    public static bool TrySign(Vector vector, in HawkTarget target, out HawkAuthorization? signed)
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
        try
        {
            var payload = PayloadToSign(input);
            signed = HawkClient.Authorize(credential, in target, DateTimeOffset.FromUnixTimeSeconds(Vector.Number(input, "timestamp")), in payload, options);
            return true;
        }
        catch (ArgumentException)
        {
            signed = null;
            return false;
        }
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
        if (!TrySign(vector, in target, out var signed))
            return "is refused";
        var expected = vector.Expected;
        return Vector.Differs("resource", Vector.Text(expected, "resource"), signed!.Resource)
            ?? Vector.Differs("port", Vector.Text(expected, "port"), $"{signed.Port}")
            ?? Vector.Differs("hash", Vector.Text(expected, "hash") is { Length: > 0 } hash ? hash : null, signed.Hash)
            ?? Vector.Differs("text", Vector.Text(expected, "normalized"), signed.NormalizedText)
            ?? Vector.Differs("header", Vector.Text(expected, "header"), signed.Value);
    }
}
