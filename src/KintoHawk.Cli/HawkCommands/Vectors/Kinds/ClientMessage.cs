using System.Text;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A message to sign: <c>client-message</c>.</summary>
static class ClientMessage
{
    public static string? Disagreement(Vector vector)
    {
        // A port that is a text is refused by the type of the parameter.
        if (!vector.ExpectsSuccess && vector.Input.GetProperty("port").ValueKind is not JsonValueKind.Number)
            return null;
        var refusal = SigningRefusal.Of(() => Sign(vector));
        if (!vector.ExpectsSuccess)
            return SigningRefusal.Disagreement(vector, refusal, ["nonce"], ["host", "port", "now"]);
        return refusal is null
            ? Vector.Differs("authorization", vector.Expected.GetProperty("authorization").GetRawText(), Sign(vector).ToJson())
            : $"is refused: {refusal.Message}";
    }

    public static byte[] Payload(JsonElement input) => Encoding.UTF8.GetBytes(Vector.Text(input, "message")!);

    static HawkMessage Sign(Vector vector)
    {
        var input = vector.Input;
        using var credential = Vector.Credential(input.GetProperty("credentials"));
        return HawkClient.SignMessage(
            credential,
            Vector.Text(input, "host")!,
            (int)Vector.Number(input, "port"),
            Payload(input),
            DateTimeOffset.FromUnixTimeSeconds(Vector.Number(input, "timestamp")),
            Vector.Text(input, "nonce"));
    }
}
