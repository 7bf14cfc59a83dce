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

    [LoggerMessage(4, LogLevel.Debug, "{Method} {Path} {Status} {User} {Milliseconds} ms")]
    public static partial void RequestSummary(this ILogger logger, string method, string path, int status, string user, long milliseconds);

    [LoggerMessage(30, LogLevel.Warning, "Measurements cannot be sent to StatsD at {Address}; they are dropped until it can be reached.")]
    public static partial void StatsDUnreachable(this ILogger logger, string address, Exception exception);
}
