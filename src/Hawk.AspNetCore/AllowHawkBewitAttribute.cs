namespace Hawk.AspNetCore;

/// <summary>Lets a bewit open an endpoint, or all of a controller, for GET and HEAD (section 11).</summary>
/// <param name="allowBewit">False closes it where a group, or <see cref="HawkOptions.AllowBewit"/>, has opened it.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowHawkBewitAttribute(bool allowBewit = true) : Attribute, IHawkBewitMetadata
{
    /// <inheritdoc />
    public bool AllowBewit { get; } = allowBewit;
}
