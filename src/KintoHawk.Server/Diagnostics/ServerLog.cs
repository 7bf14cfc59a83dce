using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Diagnostics;

/// <summary>Everything the server logs. Event ids are stable; docs/operations/logging.md lists them. No bodies, credentials or session values.</summary>
static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed.")]
    public static partial void RequestFailed(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "{Method} {Path} was answered with 503: a backend cannot be reached.")]
    public static partial void BackendUnavailable(this ILogger logger, string method, string path, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The heartbeat of {Backend} failed.")]
    public static partial void HeartbeatFailed(this ILogger logger, string backend, Exception exception);

    // 4 and 5 are the summaries of requests and of the items of a batch: RequestLog.

    [LoggerMessage(6, LogLevel.Information, "Permission '{perm}' on '{uri}' not granted to '{userid}'.")]
    public static partial void PermissionDenied(this ILogger logger, string perm, string uri, string userid);
}
