using Microsoft.Extensions.Logging;

namespace KintoHawk.Cli.Serving;

/// <summary>What the command itself logs; the server has its own events.</summary>
static partial class CliLog
{
    [LoggerMessage(100, LogLevel.Warning, "{Notice}")]
    public static partial void SettingsNotice(this ILogger logger, string notice);

    [LoggerMessage(101, LogLevel.Information, "The settings were read again and are in use at {Url}")]
    public static partial void SettingsTakenOver(this ILogger logger, string url);

    [LoggerMessage(102, LogLevel.Error, "The settings were read again and cannot be used; the server goes on with the ones it has: {Reason}")]
    public static partial void SettingsRefused(this ILogger logger, string reason);
}
