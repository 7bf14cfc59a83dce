namespace Hawk.Tests.Vectors;

public class SessionVectorTests
{
    [Fact]
    public void Every_session_is_derived_as_the_vectors_say() => VectorSet.Check(VectorSet.Load("hawk-session", "session"), 5, Disagreement);

    static string? Disagreement(Vector vector)
    {
        var token = Vector.Text(vector.Input, "token")!;
        if (!vector.ExpectsSuccess)
            return HawkSession.TryFromToken(token, out _) ? "is accepted" : null;

        // Tokens of other sizes test the derivation only; as a session token they are refused.
        var derived = HawkSession.Derive(Convert.FromHexString(token));
        var accepted = HawkSession.TryFromToken(token, out var session);
        if (accepted != (token.Length is 64))
            return accepted ? "is accepted" : "is refused";
        return VectorSet.Differs("id", Vector.Text(vector.Expected, "id"), derived.Id)
            ?? VectorSet.Differs("key", Vector.Text(vector.Expected, "key"), derived.Key)
            ?? (accepted ? VectorSet.Differs("id", derived.Id, session!.Id) : null);
    }
}
