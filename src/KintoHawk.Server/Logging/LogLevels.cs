using System.Globalization;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Logging;

/// <summary>The numbers and names of the levels in logging sections, and what they are to the platform and to syslog.</summary>
static class LogLevels
{
    public const int NotSet = 0;
    public const int Trace = 5;
    public const int Debug = 10;
    public const int Info = 20;
    public const int Warning = 30;
    public const int Error = 40;
    public const int Critical = 50;

    /// <summary>Above everything that is ever logged.</summary>
    public const int Nothing = 1000;

    public const string Accepted = "NOTSET, DEBUG, INFO, WARNING, ERROR, CRITICAL, or a number";

    public static int? Parse(string text) => text switch
    {
        "NOTSET" => NotSet,
        "DEBUG" => Debug,
        "INFO" => Info,
        "WARNING" or "WARN" => Warning,
        "ERROR" => Error,
        "CRITICAL" or "FATAL" => Critical,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < Nothing ? number : null,
    };

    public static int Of(LogLevel level) => level switch
    {
        LogLevel.Trace => Trace,
        LogLevel.Debug => Debug,
        LogLevel.Information => Info,
        LogLevel.Warning => Warning,
        LogLevel.Error => Error,
        LogLevel.Critical => Critical,
        _ => Nothing,
    };

    public static string NameOf(int level) => level switch
    {
        Trace => "TRACE",
        Debug => "DEBUG",
        Info => "INFO",
        Warning => "WARNING",
        Error => "ERROR",
        _ => "CRITICAL",
    };

    /// <summary>The severity of syslog.</summary>
    public static int SeverityOf(int level) => level switch
    {
        Critical => 2,
        Error => 3,
        Warning => 4,
        Info => 6,
        _ => 7,
    };
}
