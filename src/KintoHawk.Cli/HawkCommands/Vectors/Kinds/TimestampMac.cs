using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>The MAC of a server's time: <c>tsm</c>.</summary>
static class TimestampMac
{
    public static string? Disagreement(Vector vector)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var text = new HawkText { Kind = HawkTextKind.Timestamp, Timestamp = Vector.Text(vector.Input, "ts")! };
        HawkFieldText.Parse(
            HawkField.WwwAuthenticate,
            HawkServer.StaleChallenge(credential, DateTimeOffset.FromUnixTimeSeconds(Vector.Number(vector.Input, "ts"))),
            out var attributes,
            out _);
        var expected = Vector.Text(vector.Expected, "tsm");
        return Vector.Differs("text", Vector.Text(vector.Expected, "normalized"), text.ToString())
            ?? Vector.Differs("tsm", expected, text.ComputeMac(credential))
            ?? Vector.Differs("tsm of a challenge", expected, attributes.SingleOrDefault(static pair => pair.Key is "tsm").Value);
    }
}
