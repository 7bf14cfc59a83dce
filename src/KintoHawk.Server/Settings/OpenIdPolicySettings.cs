namespace KintoHawk.Server.Settings;

/// <summary>What a policy of OpenID Connect is told, from <c>multiauth.policy.NAME.*</c>.</summary>
/// <remarks>A class and not a record: what a record generates would print <see cref="ClientSecret"/>.</remarks>
public sealed class OpenIdPolicySettings
{
    /// <summary>The address of the identity provider; its discovery document stands below it. Setting <c>issuer</c>, required.</summary>
    public required string Issuer { get; init; }

    /// <summary>The name of this server at the provider. Setting <c>client_id</c>, required.</summary>
    public required string ClientId { get; init; }

    /// <summary>The secret of this server at the provider; empty for a public client. Default empty. Setting <c>client_secret</c>.</summary>
    public string ClientSecret { get; init; } = "";

    /// <summary>Whom access tokens must be made for; empty does not check it. Default empty. Setting <c>audience</c>.</summary>
    public string Audience { get; init; } = "";

    /// <summary>The scheme in front of access tokens, compared without case. Default <c>Bearer</c>. Setting <c>header_type</c>.</summary>
    public string HeaderType { get; init; } = "Bearer";

    /// <summary>The member of the user's profile that is the user id. Default <c>sub</c>. Setting <c>userid_field</c>.</summary>
    public string UserIdField { get; init; } = "sub";

    /// <summary>How long a verified token is remembered; each use renews it. Default one day. Setting <c>verification_ttl_seconds</c>.</summary>
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a login may take. Default one hour. Setting <c>state_ttl_seconds</c>.</summary>
    public TimeSpan StateLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The random bytes of a login's state, sent as twice as many hexadecimal digits. Default 32, at least 16. Setting <c>state_length</c>.</summary>
    public int StateBytes { get; init; } = 32;

    /// <summary>Names the provider, and nothing secret.</summary>
    public override string ToString() => Issuer;
}
