using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Logging;

/// <summary>This server's own line: time in UTC, level, category with event id, message.</summary>
sealed class OwnLogFormatter : ILogFormatter
{
    public string Format(LogRecord record)
    {
        var line = new StringBuilder(128)
            .Append(record.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", CultureInfo.InvariantCulture))
            .Append(Word(record.Level)).Append(": ")
            .Append(record.Category).Append('[').Append(record.Event.Id).Append("] ")
            .Append(LogText.Escaped(record.Text));
        if (record.Exception is { } exception)
            line.Append(' ').Append(LogText.Escaped(exception.ToString().ReplaceLineEndings(" ")));
        return line.ToString();
    }

    static string Word(int level) => level switch
    {
        LogLevels.Trace => "trce",
        LogLevels.Debug => "dbug",
        LogLevels.Info => "info",
        LogLevels.Warning => "warn",
        LogLevels.Error => "fail",
        _ => "crit",
    };
}
