using Microsoft.Extensions.Logging;

namespace KintoHawk.Cli.Serving;

/// <summary>What the command itself logs; the server has its own events.</summary>
static partial class CliLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Notice}")]
    public static partial void SettingsNotice(this ILogger logger, string notice);
}
