using System.Text;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A message to judge: <c>authenticate-message</c>.</summary>
static class AuthenticateMessage
{
    public static string? Disagreement(Vector vector)
    {
        var judgement = Judge(vector.Input);
        if (vector.ExpectsSuccess)
            return judgement.Failure is HawkFailure.None ? null : $"is refused: {judgement.Message}";
        return judgement.Failure is HawkFailure.None ? "is accepted" : judgement.Disagreement(vector);
    }

    /// <summary>The order of section 12, with the settings of the vector.</summary>
    public static Judgement Judge(JsonElement input)
    {
        var failure = HawkMessage.Parse(Encoding.UTF8.GetBytes(input.GetProperty("authorization").GetRawText()), out var message);
        if (message is null)
            return Judgement.Refused(failure);
        if (!input.GetProperty("credentials").TryGetProperty(message.Id, out var stored))
            return Judgement.Refused(HawkFailure.UnknownCredential);
        if (!HawkAlgorithms.TryParse(Vector.Text(stored, "algorithm"), out _))
            return new(null, 500, "Unknown algorithm", null);

        using var credential = Vector.Credential(stored, message.Id);
        var now = ServerAuthenticate.Now(input);
        failure = HawkServer.VerifyMessage(
            message, Vector.Text(input, "host")!, (int)Vector.Number(input, "port"), ClientMessage.Payload(input), credential, now, out _);
        var skew = ServerAuthenticate.Skew(input.GetProperty("options"));
        if (failure is HawkFailure.None)
            failure = HawkServer.VerifyFreshness(message, now, skew);
        using var world = new VectorWorld(input);
        if (failure is HawkFailure.None)
            failure = world.Record(message.Id, message.Nonce, message.Timestamp, skew);
        return failure is HawkFailure.None ? Judgement.Accepted : Judgement.Refused(failure);
    }
}
