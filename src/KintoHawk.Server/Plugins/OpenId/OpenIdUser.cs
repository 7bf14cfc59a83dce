namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>A user that an identity provider vouches for.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Id">The member of the profile that the settings name, without prefix.</param>
/// <param name="Profile">The profile: a JSON object, compact and ASCII.</param>
sealed record OpenIdUser(OpenIdProvider Provider, string Id, ReadOnlyMemory<byte> Profile)
{
    /// <summary>The id, and nothing else of the profile.</summary>
    public override string ToString() => Id;
}
