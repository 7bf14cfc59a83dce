using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A stale challenge to judge: <c>tsm-challenge</c>.</summary>
static class TimestampChallenge
{
    public static string? Disagreement(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var verdict = HawkClient.JudgeChallenge(credential, Vector.Text(vector.Input, "wwwAuthenticate"), DateTimeOffset.UnixEpoch, out var offset);
        if (!vector.ExpectsSuccess)
            return Vector.Differs("verdict", $"{HawkChallengeVerdict.Rejected}", $"{verdict}") ?? ClientAuthenticate.DifferentRejection(vector);
        return Vector.Text(vector.Expected, "serverTime") is { } time
            ? Vector.Differs("verdict", $"{HawkChallengeVerdict.Trusted} {time}", $"{verdict} {offset.TotalSeconds}")
            : Vector.Differs("verdict", $"{HawkChallengeVerdict.NoServerTime}", $"{verdict}");
    }
}
