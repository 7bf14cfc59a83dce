using Hawk.Wire;

namespace Hawk.Tests.Vectors;

public class TimestampVectorTests
{
    [Fact]
    public void Every_timestamp_mac_is_as_the_vectors_say() => VectorSet.Check(VectorSet.Load("hawk-tsm", "tsm"), 18, MacDisagreement);

    [Fact]
    public void Every_stale_challenge_is_judged_as_the_vectors_say() => VectorSet.Check(VectorSet.Load("hawk-tsm", "tsm-challenge"), 9, ChallengeDisagreement);

    [Fact]
    public void Every_challenge_is_written_as_the_vectors_say() => VectorSet.Check(VectorSet.Load("hawk-tsm", "challenge-format"), 3, FormatDisagreement);

    static string? MacDisagreement(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        return VectorSet.Differs("tsm", Vector.Text(vector.Expected, "tsm"), Mac.TimestampText(credential, vector.Input.GetProperty("ts").GetInt64()));
    }

    static string? ChallengeDisagreement(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var verdict = HawkClient.JudgeChallenge(credential, Vector.Text(vector.Input, "wwwAuthenticate"), DateTimeOffset.UnixEpoch, out var offset);
        if (!vector.ExpectsSuccess)
            return VectorSet.Differs("verdict", $"{HawkChallengeVerdict.Rejected}", $"{verdict}");
        return Vector.Text(vector.Expected, "serverTime") is { } time
            ? VectorSet.Differs("verdict", $"{HawkChallengeVerdict.Trusted} {time}", $"{verdict} {offset.TotalSeconds}")
            : VectorSet.Differs("verdict", $"{HawkChallengeVerdict.NoServerTime}", $"{verdict}");
    }

    static string? FormatDisagreement(Vector vector)
    {
        var attributes = new List<KeyValuePair<string, string>>();
        if (vector.Input.GetProperty("attributes") is { ValueKind: System.Text.Json.JsonValueKind.Object } given)
            attributes.AddRange(given.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Vector.Text(given, member.Name)!)));
        return VectorSet.Differs(
            "field", Vector.Text(vector.Expected, "wwwAuthenticate"), HeaderText.Challenge(Vector.Text(vector.Input, "message"), [.. attributes]));
    }
}
