using KintoHawk.Core.Permissions;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Authentication;

/// <summary>Who sent a request, and how we know.</summary>
/// <param name="Caller">The caller as permissions see it.</param>
/// <param name="Kind">The kind of policy that recognised the caller; null when anonymous.</param>
/// <param name="AccountName">The account behind the caller; null when there is none.</param>
/// <param name="Session">The Hawk session that signed the request; null otherwise.</param>
/// <param name="Profile">What the identity provider says about the caller, as JSON; null when there is none.</param>
sealed record Identity(
    Caller Caller, AuthenticationPolicyKind? Kind = null, string? AccountName = null, HawkSessions.HawkSession? Session = null, ReadOnlyMemory<byte>? Profile = null)
{
    public static Identity Anonymous { get; } = new(Caller.Anonymous);
}
