using Hawk.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Says for single endpoints, or groups of them, what Hawk asks of their requests.</summary>
public static class HawkEndpointConventionBuilderExtensions
{
    /// <summary>A body that is not empty must be covered by the signature, whatever the options say.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <returns>The same endpoints.</returns>
    public static TBuilder RequireHawkPayload<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder =>
        builder.WithHawkPayload(HawkPayloadPolicy.Require);

    /// <summary>Sets the payload policy of the endpoints, instead of <see cref="HawkOptions.PayloadPolicy"/>.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="policy">What a body has to do with the signature.</param>
    /// <param name="maxPayloadBytes">The largest body, in bytes, that is held in memory to be verified; null for <see cref="HawkOptions.MaxPayloadBytes"/>.</param>
    /// <param name="largePayloads">What becomes of a signed body that is larger; null for <see cref="HawkOptions.LargePayloads"/>.</param>
    /// <returns>The same endpoints.</returns>
    public static TBuilder WithHawkPayload<TBuilder>(
        this TBuilder builder, HawkPayloadPolicy policy, int? maxPayloadBytes = null, HawkLargePayloads? largePayloads = null)
        where TBuilder : IEndpointConventionBuilder
    {
        var metadata = new HawkPayloadAttribute(policy);
        if (maxPayloadBytes is { } bytes)
            metadata.MaxPayloadBytes = bytes;
        if (largePayloads is { } choice)
            metadata.LargePayloads = choice;
        return builder.WithMetadata(metadata);
    }

    /// <summary>Lets a bewit open the endpoints for GET and HEAD (section 11); by default none does.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="allowBewit">False closes them where a group, or <see cref="HawkOptions.AllowBewit"/>, has opened them.</param>
    /// <returns>The same endpoints.</returns>
    public static TBuilder AllowHawkBewit<TBuilder>(this TBuilder builder, bool allowBewit = true) where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new AllowHawkBewitAttribute(allowBewit));
}
