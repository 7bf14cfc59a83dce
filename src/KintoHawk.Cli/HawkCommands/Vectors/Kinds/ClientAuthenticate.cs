using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A response to judge: <c>client-authenticate</c>.</summary>
static class ClientAuthenticate
{
    public static string? Disagreement(Vector vector)
    {
        if (JudgeChallenge(vector, out _) is HawkChallengeVerdict.Rejected)
            return vector.ExpectsSuccess ? "the challenge is rejected" : DifferentRejection(vector);
        return Vector.Differs("message", vector.ExpectsSuccess ? null : Vector.Text(vector.Expected, "message"), Verify(vector) is var failure and not HawkResponseFailure.None ? failure.Message() : null);
    }

    /// <summary>A rejected challenge is what the vector expects only when its reason is one for which challenges are rejected.</summary>
    public static string? DifferentRejection(Vector vector) => Vector.Text(vector.Expected, "message") is "Invalid server timestamp hash" or "Invalid WWW-Authenticate header"
        ? null
        : $"should be refused with '{Vector.Text(vector.Expected, "message")}' but the challenge is rejected";

    public static HawkChallengeVerdict JudgeChallenge(Vector vector, out TimeSpan offset)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        return HawkClient.JudgeChallenge(credential, Vector.Text(vector.Input.GetProperty("responseHeaders"), "www-authenticate"), DateTimeOffset.UnixEpoch, out offset);
    }

    public static HawkResponseFailure Verify(Vector vector)
    {
        var options = vector.Input.GetProperty("options");
        var fields = vector.Input.GetProperty("responseHeaders");
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var request = SignedArtifacts.Sign(vector.Input.GetProperty("artifacts"), credential);
        var payload = Vector.Payload(options) is { } bytes ? HawkPayload.FromBytes(Vector.Text(fields, "content-type"), bytes) : HawkPayload.None;
        var check = options.TryGetProperty("required", out var required) && required.GetBoolean() ? HawkResponseCheck.Required : HawkResponseCheck.IfPresent;
        return HawkClient.VerifyResponse(request, credential, Vector.Text(fields, "server-authorization"), check, in payload);
    }
}
