using System.Text.Json;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A challenge to write: <c>challenge-format</c>.</summary>
static class ChallengeFormat
{
    public static string? Disagreement(Vector vector)
    {
        List<KeyValuePair<string, string>> attributes = [];
        if (vector.Input.GetProperty("attributes") is { ValueKind: JsonValueKind.Object } given)
            attributes.AddRange(given.EnumerateObject().Select(member => KeyValuePair.Create(member.Name, Vector.Text(given, member.Name)!)));
        return Vector.Differs(
            "field", Vector.Text(vector.Expected, "wwwAuthenticate"), HawkFieldText.WriteChallenge(Vector.Text(vector.Input, "message"), [.. attributes]));
    }
}
