using System.Diagnostics.CodeAnalysis;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>A request that was signed before, rebuilt by signing it again: the same parts give the same text.</summary>
static class SignedRequest
{
    public static bool TryRebuild(
        in HawkHeader header, RequestTarget target, HawkCredential credential, [NotNullWhen(true)] out HawkAuthorization? signed, [NotNullWhen(false)] out string? refusal)
    {
        (signed, refusal) = (null, "The header cannot be signed again: its timestamp is not written as a number of seconds up to the year 9999.");
        var options = new HawkSignOptions { Nonce = header.Nonce.ToString(), Ext = header.Ext.ToString(), App = header.App.ToString(), Dlg = header.Dlg.ToString() };
        if (header.TimestampSeconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds() || !header.Timestamp.SequenceEqual($"{header.TimestampSeconds}"))
            return false;
        // The response does not depend on the payload hash of the request.
        signed = HawkClient.Authorize(credential, target.ToTarget(), DateTimeOffset.FromUnixTimeSeconds(header.TimestampSeconds), HawkPayload.None, options);
        return true;
    }
}
