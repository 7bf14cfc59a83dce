namespace Hawk;

/// <summary>
/// What a verified MAC was made with. Everything that answers the request, its response and a stale-time challenge, is signed with the same
/// key and for the same spelling of the host, or the client cannot verify it.
/// </summary>
public readonly ref struct HawkMatch
{
    internal HawkMatch(HawkCredential credential, HawkTarget target)
    {
        Credential = credential;
        Target = target;
    }

    /// <summary>The credential with the key that matched: the one given, or one of its <see cref="HawkCredential.EarlierKeys"/>.</summary>
    public HawkCredential Credential { get; }

    /// <summary>The target the client signed; differs from the one given at most in the brackets of an IPv6 host (section 5.3) and, for a link,
    /// in method and resource: GET, and the resource without its bewit (section 11).</summary>
    public HawkTarget Target { get; }
}
