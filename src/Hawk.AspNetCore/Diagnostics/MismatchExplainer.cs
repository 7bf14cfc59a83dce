using Hawk.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore.Diagnostics;

/// <summary>
/// Logs why a request was refused, in the Development environment only and to the log only: it may take 20,000 MACs, which must be nobody's lever.
/// One at a time for the same reason; a request that is refused meanwhile goes unexplained.
/// </summary>
static class MismatchExplainer
{
    static readonly string[] HostFields = ["X-Forwarded-Host", "X-Original-Host"];

    static int _busy;

    public static void Explain(HttpContext context, HawkFeature feature, HawkCredential? credential, DateTimeOffset now, HawkOptions options, ILogger logger)
    {
        if (!CanBeExplained(feature.Failure) || context.RequestServices.GetService<IHostEnvironment>()?.IsDevelopment() is not true
            || !logger.IsEnabled(LogLevel.Information) || Interlocked.Exchange(ref _busy, 1) is 1)
        {
            return;
        }

        try
        {
            // Something else than what was refused, as with options the explanation does not know, would only lead astray.
            var explanation = HawkExplainer.Explain(Received(context, feature, options), credential, now, options.ClockSkew);
            if (explanation.Failure == feature.Failure)
                HawkLog.Explained(logger, explanation.ToString());
        }
        finally
        {
            Volatile.Write(ref _busy, 0);
        }
    }

    static bool CanBeExplained(HawkFailure failure) => failure is
        HawkFailure.BadMac or HawkFailure.BadPayloadHash or HawkFailure.StaleTimestamp or HawkFailure.MalformedHeader or HawkFailure.MissingAttribute
        or HawkFailure.EmptyBewit or HawkFailure.InvalidMethod or HawkFailure.MultipleAuthentications or HawkFailure.InvalidBewitEncoding
        or HawkFailure.InvalidBewitStructure or HawkFailure.MissingBewitAttributes or HawkFailure.AccessExpired or HawkFailure.BewitLifetimeTooLong;

    static HawkReceivedRequest Received(HttpContext context, HawkFeature feature, HawkOptions options)
    {
        var request = context.Request;
        string? host = request.Headers.Host;
        List<string> others = [];
        foreach (var field in HostFields)
        {
            foreach (var value in request.Headers[field])
                others.AddRange((value ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }

        if (options.SignedOrigin is not null && host is not null)
            others.Insert(0, host);
        return new HawkReceivedRequest
        {
            Method = request.Method,
            RawTarget = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            HostField = options.SignedOrigin is { } origin ? $"{origin.Host}:{origin.Port}" : host,
            IsTls = request.IsHttps,
            Authorization = request.Headers.Authorization,
            ContentType = request.ContentType,
            Body = feature.Payload,
            OtherHosts = others,
        };
    }
}
