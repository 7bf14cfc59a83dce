using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Diagnostics;

/// <summary>Everything the server logs. Event ids are stable; docs/operations/logging.md lists them. No bodies, credentials or session values.</summary>
static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} was answered with 503: {Reason}")]
    public static partial void BackendUnavailable(this ILogger logger, string method, string path, string reason);

    [LoggerMessage(8, LogLevel.Debug, "What the backend failed with in {Method} {Path}.")]
    public static partial void BackendFailure(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The heartbeat of {Backend} failed.")]
    public static partial void HeartbeatFailed(this ILogger logger, string backend, Exception exception);

    [LoggerMessage(7, LogLevel.Warning, "The copy for reads (storage_read_url) cannot answer; what it is asked is answered by the storage itself. Told once a minute.")]
    public static partial void ReplicaUnavailable(this ILogger logger, Exception exception);

    // 4 and 5 are the summaries of requests and of the items of a batch: RequestLog.

    [LoggerMessage(6, LogLevel.Information, "Permission '{perm}' on '{uri}' not granted to '{userid}'.")]
    public static partial void PermissionDenied(this ILogger logger, string perm, string uri, string userid);

    [LoggerMessage(30, LogLevel.Warning, "Measurements cannot be sent to StatsD at {Address}; they are dropped until it can be reached.")]
    public static partial void StatsDUnreachable(this ILogger logger, string address, Exception exception);

    [LoggerMessage(110, LogLevel.Information, "The identity provider of the policy {Policy} is known: logins and tokens of it are served.")]
    public static partial void ProviderKnown(this ILogger logger, string policy);

    [LoggerMessage(111, LogLevel.Warning, "The identity provider of the policy {Policy} cannot be asked who it is: {Reason}. The next attempt follows in {Seconds} s.")]
    public static partial void ProviderUnknown(this ILogger logger, string policy, string reason, int seconds);

    [LoggerMessage(112, LogLevel.Warning, "The identity provider of the policy {Policy} cannot be asked: {Reason}. Who needed it was answered with 503.")]
    public static partial void ProviderUnavailable(this ILogger logger, string policy, string reason);

    [LoggerMessage(113, LogLevel.Warning, "The identity provider of the policy {Policy} calls itself {Issuer}, not {Configured}. Where an audience is set no token of it is accepted.")]
    public static partial void OtherIssuer(this ILogger logger, string policy, string issuer, string configured);

    [LoggerMessage(114, LogLevel.Warning, "The profile of a user of the policy {Policy} cannot be used: {Reason}. The user counts as anonymous.")]
    public static partial void ProfileUnusable(this ILogger logger, string policy, string reason);

    [LoggerMessage(115, LogLevel.Debug, "A token was refused by the identity provider of the policy {Policy}: {Reason}.")]
    public static partial void TokenRefused(this ILogger logger, string policy, string reason);
}
