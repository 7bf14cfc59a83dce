namespace Hawk.AspNetCore;

/// <summary>Endpoint metadata about bewits, links that carry their own permission (section 11); it wins over <see cref="HawkOptions.AllowBewit"/>.
/// Routing must have found the endpoint before the request is authenticated, as for <see cref="IHawkPayloadMetadata"/>.</summary>
public interface IHawkBewitMetadata
{
    /// <summary>Whether a bewit opens the endpoint, for GET and HEAD. Where it does not, the parameter is one like any other.</summary>
    bool AllowBewit { get; }
}
