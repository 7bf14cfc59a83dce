using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A token and what is derived from it: <c>session</c>.</summary>
static class SessionToken
{
    public static string? Disagreement(Vector vector)
    {
        var token = Vector.Text(vector.Input, "token")!;
        var accepted = HawkSession.TryFromToken(token, out var session);
        if (!vector.ExpectsSuccess)
            return accepted ? "is accepted" : null;

        // Tokens of other sizes test the derivation only; as a session token they are refused.
        if (accepted != (token.Length is 64))
            return accepted ? "is accepted" : "is refused";
        var derived = session ?? HawkSession.Derive(Convert.FromHexString(token));
        return Vector.Differs("id", Vector.Text(vector.Expected, "id"), derived.Id) ?? Vector.Differs("key", Vector.Text(vector.Expected, "key"), derived.Key);
    }
}
