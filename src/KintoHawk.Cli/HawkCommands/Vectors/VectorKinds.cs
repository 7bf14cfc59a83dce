namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>Every kind of vector, and the check that says what is not as the vector wants it.</summary>
static class VectorKinds
{
    public static IReadOnlyDictionary<string, Func<Vector, string?>> Checks { get; } = new Dictionary<string, Func<Vector, string?>>(StringComparer.Ordinal)
    {
        ["client-header"] = ClientHeader.Disagreement,
        ["server-authenticate"] = ServerAuthenticate.Disagreement,
        ["parse-host"] = ParseHost.Disagreement,
        ["client-url"] = ClientUrl.Disagreement,
        ["mac"] = MacOfParts.Disagreement,
        ["parse"] = ParseField.Disagreement,
        ["payload-hash"] = PayloadHash.Disagreement,
        ["server-header"] = ServerHeader.Disagreement,
        ["client-authenticate"] = ClientAuthenticate.Disagreement,
        ["get-bewit"] = GetBewit.Disagreement,
        ["authenticate-bewit"] = AuthenticateBewit.Disagreement,
        ["client-message"] = ClientMessage.Disagreement,
        ["authenticate-message"] = AuthenticateMessage.Disagreement,
        ["session"] = SessionToken.Disagreement,
        ["tsm"] = TimestampMac.Disagreement,
        ["tsm-challenge"] = TimestampChallenge.Disagreement,
        ["challenge-format"] = ChallengeFormat.Disagreement,
    };
}
