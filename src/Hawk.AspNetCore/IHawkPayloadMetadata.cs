namespace Hawk.AspNetCore;

/// <summary>
/// Endpoint metadata about request bodies; it wins over <see cref="HawkOptions"/>, the last one over earlier ones. Routing must have found the endpoint
/// before the request is authenticated, as it has unless an application calls <c>UseRouting</c> itself after <c>UseAuthentication</c>; that is found out
/// and ends in an <see cref="InvalidOperationException"/>, because what the endpoint asks for was not done.
/// </summary>
public interface IHawkPayloadMetadata
{
    /// <summary>What the body has to do with the signature.</summary>
    HawkPayloadPolicy PayloadPolicy { get; }

    /// <summary>The largest body, in bytes, that is held in memory to be verified; null for <see cref="HawkOptions.MaxPayloadBytes"/>.</summary>
    int? MaxPayloadBytes { get; }

    /// <summary>What becomes of a signed body that is larger; null for <see cref="HawkOptions.LargePayloads"/>.</summary>
    HawkLargePayloads? LargePayloads => null;
}
