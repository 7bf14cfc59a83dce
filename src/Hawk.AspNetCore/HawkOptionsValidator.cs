using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hawk.AspNetCore;

/// <summary>Refuses options that could not protect anything, when the host starts.</summary>
sealed class HawkOptionsValidator(IServiceProviderIsService services) : IValidateOptions<HawkOptions>
{
    // A day of tolerance is no freshness check any more; the bound also keeps every sum below far from overflow.
    static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);

    static readonly TimeSpan LongestBewitLifetime = TimeSpan.FromDays(3653);

    public ValidateOptionsResult Validate(string? name, HawkOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        if (options.ClockSkew <= TimeSpan.Zero || options.ClockSkew > MaxClockSkew)
            result.AddError("must be longer than zero and at most one day.", nameof(HawkOptions.ClockSkew));
        else if (options.NonceLifetime < options.ShortestNonceLifetime)
            result.AddError($"must be at least {options.ShortestNonceLifetime} (twice ClockSkew plus one minute), or null.", nameof(HawkOptions.NonceLifetime));

        if (options.MaxPayloadBytes < 0 || options.MaxPayloadBytes >= Array.MaxLength)
            result.AddError("must be zero or more, and less than the largest array.", nameof(HawkOptions.MaxPayloadBytes));
        if (!Enum.IsDefined(options.PayloadPolicy))
            result.AddError("is not one of the policies.", nameof(HawkOptions.PayloadPolicy));
        if (!Enum.IsDefined(options.LargePayloads))
            result.AddError("is not one of the choices.", nameof(HawkOptions.LargePayloads));
        if (options.MaxBewitLifetime <= TimeSpan.Zero || options.MaxBewitLifetime > LongestBewitLifetime)
            result.AddError("must be longer than zero and at most ten years.", nameof(HawkOptions.MaxBewitLifetime));
        if (options.RetryAfter <= TimeSpan.Zero || options.RetryAfter > TimeSpan.FromDays(1))
            result.AddError("must be longer than zero and at most one day.", nameof(HawkOptions.RetryAfter));
        if (options is { PublicOrigin: not null, SignedOrigin: null })
            result.AddError("must be http or https, a host and optionally a port, and nothing else.", nameof(HawkOptions.PublicOrigin));
        if (options.AllowedHosts.Any(static host => host is null || !HawkTarget.TryFromHostField("GET", "/", host, isTls: false, out _)))
            result.AddError("must be host or host:port each.", nameof(HawkOptions.AllowedHosts));
        if (options.CredentialStore is null && !services.IsService(typeof(IHawkCredentialStore)))
            result.AddError($"is not set, and no {nameof(IHawkCredentialStore)} is registered.", nameof(HawkOptions.CredentialStore));
        if (options.NonceStore is null && !services.IsService(typeof(IHawkNonceStore)))
            result.AddError($"is not set, and no {nameof(IHawkNonceStore)} is registered.", nameof(HawkOptions.NonceStore));

        return result.Build();
    }
}
