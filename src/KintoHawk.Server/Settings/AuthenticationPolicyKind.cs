namespace KintoHawk.Server.Settings;

/// <summary>How a policy recognises a caller.</summary>
public enum AuthenticationPolicyKind
{
    /// <summary>Name and password of an account, as Basic credentials.</summary>
    Account,

    /// <summary>Any Basic credentials; the user id is a digest of them.</summary>
    BasicAuth,

    /// <summary>A request signed with a Hawk session.</summary>
    Hawk,

    /// <summary>An access token of an OpenID Connect provider.</summary>
    OpenId,
}
