using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Hawk.Tests.Vectors;

public class MessageVectorTests
{
    static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["hawk-message/authenticate-message/011"] = "section 7: unknown credentials and a bad MAC are answered alike",
    };

    [Fact]
    public void Every_message_is_signed_as_the_vectors_say() => VectorSet.Check(Signable(), 7, SigningDisagreement);

    [Fact]
    public void Every_message_is_judged_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-message", "authenticate-message"), 11, JudgingDisagreement, Deviations);

    /// <summary>All but the one whose port is a text, which does not compile here.</summary>
    static IReadOnlyList<Vector> Signable() =>
        [.. VectorSet.Load("hawk-message", "client-message").Where(static vector => vector.Input.GetProperty("port").ValueKind is JsonValueKind.Number)];

    static string? SigningDisagreement(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var now = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Vector.Text(vector.Input, "timestamp")!, CultureInfo.InvariantCulture));
        HawkMessage signed;
        try
        {
            signed = HawkClient.SignMessage(
                credential, Vector.Text(vector.Input, "host")!, vector.Input.GetProperty("port").GetInt32(), Payload(vector.Input), now, Vector.Text(vector.Input, "nonce"));
        }
        catch (ArgumentException exception)
        {
            return vector.ExpectsSuccess ? exception.Message : null;
        }

        if (!vector.ExpectsSuccess)
            return "is signed";
        return VectorSet.Differs("authorization", vector.Expected.GetProperty("authorization").GetRawText(), signed.ToJson());
    }

    static string? JudgingDisagreement(Vector vector)
    {
        var (status, message, challenge) = Judge(vector.Input);
        if (vector.ExpectsSuccess)
            return status is 200 ? null : $"is refused: {message}";
        return VectorSet.Differs("status", Vector.Text(vector.Expected, "status"), $"{status}")
            ?? VectorSet.Differs("message", Vector.Text(vector.Expected, "message"), message)
            ?? VectorSet.Differs("challenge", Vector.Text(vector.Expected, "wwwAuthenticate"), challenge);
    }

    static (int Status, string? Message, string? Challenge) Judge(JsonElement input)
    {
        var json = Encoding.UTF8.GetBytes(input.GetProperty("authorization").GetRawText());
        var failure = HawkMessage.Parse(json, out var message);
        if (message is null)
            return Refuse(failure);
        if (!input.GetProperty("credentials").TryGetProperty(message.Id, out var stored))
            return Refuse(HawkFailure.UnknownCredential);
        if (!HawkAlgorithms.TryParse(Vector.Text(stored, "algorithm"), out _))
            return (500, "Unknown algorithm", null);

        using var credential = Vector.Credential(stored, message.Id);
        var now = DateTimeOffset.FromUnixTimeMilliseconds(input.GetProperty("nowMs").GetInt64());
        failure = HawkServer.VerifyMessage(
            message, Vector.Text(input, "host")!, input.GetProperty("port").GetInt32(), Payload(input), credential, now, out _);
        if (failure is HawkFailure.None && IsSeen(input, message))
            failure = HawkFailure.Replay;
        if (failure is HawkFailure.None)
            failure = HawkServer.VerifyFreshness(message, now, HawkServer.DefaultSkew);
        return failure is HawkFailure.None ? (200, null, null) : Refuse(failure);
    }

    static (int Status, string? Message, string? Challenge) Refuse(HawkFailure failure) => (failure.StatusCode(), failure.Message(), failure.Challenge());

    static byte[] Payload(JsonElement input) => Encoding.UTF8.GetBytes(Vector.Text(input, "message")!);

    static bool IsSeen(JsonElement input, HawkMessage message) =>
        input.TryGetProperty("seenNonces", out var seen)
        && seen.EnumerateArray().Any(pair => pair[0].GetString() == message.Nonce && pair[1].GetString() == $"{message.Timestamp}");
}
