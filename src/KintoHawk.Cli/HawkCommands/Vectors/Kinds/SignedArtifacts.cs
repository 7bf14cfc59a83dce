using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>The request that a response answers, rebuilt by signing it again.</summary>
static class SignedArtifacts
{
    public static HawkAuthorization Sign(JsonElement artifacts, HawkCredential credential)
    {
        var options = new HawkSignOptions { App = Vector.Text(artifacts, "app"), Dlg = Vector.Text(artifacts, "dlg"), Nonce = Vector.Text(artifacts, "nonce") };
        return HawkClient.Authorize(credential, TargetOf(artifacts), DateTimeOffset.FromUnixTimeSeconds(Vector.Number(artifacts, "ts")), HawkPayload.None, options);
    }

    public static HawkTarget TargetOf(JsonElement artifacts) => HawkTarget.TryCreate(
        Vector.Text(artifacts, "method"), Vector.Text(artifacts, "resource"), Vector.Text(artifacts, "host"), (int)Vector.Number(artifacts, "port"), out var target)
        ? target
        : throw new FormatException("The target is refused.");
}
