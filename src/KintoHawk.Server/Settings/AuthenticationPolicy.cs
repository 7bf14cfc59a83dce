namespace KintoHawk.Server.Settings;

/// <summary>One way for callers to be recognised, from <c>multiauth.policies</c>.</summary>
public sealed record AuthenticationPolicy
{
    /// <summary>The name in the settings.</summary>
    public required string Name { get; init; }

    /// <summary>How it recognises callers.</summary>
    public required AuthenticationPolicyKind Kind { get; init; }

    /// <summary>The realm shown in its challenge. Default <c>Realm</c>. Setting <c>multiauth.policy.NAME.realm</c>.</summary>
    public string Realm { get; init; } = "Realm";

    /// <summary>What stands before the colon in user ids, for example <c>account</c>.</summary>
    public required string UserIdPrefix { get; init; }

    /// <summary>The provider; set for <see cref="AuthenticationPolicyKind.OpenId"/>, and null for the others.</summary>
    public OpenIdPolicySettings? OpenId { get; init; }
}
