using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A response to sign: <c>server-header</c>.</summary>
static class ServerHeader
{
    public static string? Disagreement(Vector vector)
    {
        try
        {
            var value = Sign(vector, ClientHeader.PayloadToSign(vector.Input.GetProperty("options")));
            return vector.ExpectsSuccess ? Vector.Differs("header", Vector.Text(vector.Expected, "header"), value) : "is signed";
        }
        catch (ArgumentException refusal)
        {
            return vector.ExpectsSuccess ? $"is refused: {refusal.Message}" : null;
        }
    }

    /// <summary>Whether the library refuses to sign the response.</summary>
    public static bool IsRefused(Vector vector)
    {
        try
        {
            Sign(vector, ClientHeader.PayloadToSign(vector.Input.GetProperty("options")));
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

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
