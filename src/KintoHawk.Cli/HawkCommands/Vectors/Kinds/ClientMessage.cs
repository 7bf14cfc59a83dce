using System.Text;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A message to sign: <c>client-message</c>.</summary>
static class ClientMessage
{
    public static string? Disagreement(Vector vector)
    {
        if (!TrySign(vector, out var signed))
            return vector.ExpectsSuccess ? "is refused" : null;
        return vector.ExpectsSuccess
            ? Vector.Differs("authorization", vector.Expected.GetProperty("authorization").GetRawText(), signed!.ToJson())
            : "is signed";
    }

    public static byte[] Payload(JsonElement input) => Encoding.UTF8.GetBytes(Vector.Text(input, "message")!);

    static bool TrySign(Vector vector, out HawkMessage? signed)
    {
        var input = vector.Input;
        signed = null;
        // A port that is a text is refused by the type of the parameter.
        if (input.GetProperty("port").ValueKind is not JsonValueKind.Number)
            return false;
        using var credential = Vector.Credential(input.GetProperty("credentials"));
        try
        {
            signed = HawkClient.SignMessage(
                credential,
                Vector.Text(input, "host")!,
                (int)Vector.Number(input, "port"),
                Payload(input),
                DateTimeOffset.FromUnixTimeSeconds(Vector.Number(input, "timestamp")),
                Vector.Text(input, "nonce"));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
