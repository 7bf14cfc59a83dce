using Microsoft.Extensions.Options;

namespace Hawk.Http;

/// <summary>Refuses options that could not sign anything, or would sign for anyone.</summary>
sealed class HawkClientOptionsValidator : IValidateOptions<HawkClientOptions>
{
    public ValidateOptionsResult Validate(string? name, HawkClientOptions options)
    {
        var result = new ValidateOptionsResultBuilder();

        if (options.Credential is null)
            result.AddError("must be set.", nameof(HawkClientOptions.Credential));
        if (options.AllowedOrigins.Count is 0)
            result.AddError("must name at least one origin.", nameof(HawkClientOptions.AllowedOrigins));
        if (!options.AllowedOrigins.All(HawkTarget.IsOrigin))
            result.AddError("must be http or https, a host and optionally a port, and nothing else.", nameof(HawkClientOptions.AllowedOrigins));
        if (!Enum.IsDefined(options.ResponseCheck))
            result.AddError("is not one of the checks.", nameof(HawkClientOptions.ResponseCheck));
        if (options.MaxResponseBytes is < 0 or > int.MaxValue)
            result.AddError("must be zero or more, and no more than content can hold in memory.", nameof(HawkClientOptions.MaxResponseBytes));
        if (options.SignOptions is { Nonce: not null })
            result.AddError("must not fix the nonce: every request needs its own.", nameof(HawkClientOptions.SignOptions));
        if (options.TimeProvider is null)
            result.AddError("must be set.", nameof(HawkClientOptions.TimeProvider));

        return result.Build();
    }
}
