using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A response to sign: <c>server-header</c>.</summary>
static class ServerHeader
{
    public static string? Disagreement(Vector vector)
    {
        var refusal = Refusal(vector);
        if (!vector.ExpectsSuccess)
            return SigningRefusal.Disagreement(vector, refusal, ["ext"], ["payload", "credential"]);
        return refusal is null
            ? Vector.Differs("header", Vector.Text(vector.Expected, "header"), Sign(vector, ClientHeader.PayloadToSign(vector.Input.GetProperty("options"))))
            : $"is refused: {refusal.Message}";
    }

    /// <summary>Why the library refuses to sign the response; null when it does not.</summary>
    public static ArgumentException? Refusal(Vector vector) =>
        SigningRefusal.Of(() => Sign(vector, ClientHeader.PayloadToSign(vector.Input.GetProperty("options"))));

    /// <summary>Signs the response with this body.</summary>
    /// <exception cref="ArgumentException">The library refuses to.</exception>
    public static string Sign(Vector vector, in HawkPayload payload)
    {
        var artifacts = vector.Input.GetProperty("artifacts");
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        if (HawkHeader.Parse(SignedArtifacts.Sign(artifacts, credential).Value, out var header) is not HawkFailure.None)
            throw new FormatException("The header of the request is refused.");
        return HawkServer.SignResponse(in header, SignedArtifacts.TargetOf(artifacts), credential, in payload, Vector.Text(vector.Input.GetProperty("options"), "ext"));
    }
}
