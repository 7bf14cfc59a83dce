using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Logging;

/// <summary>For people: local time, level, logger, message, then the fields. Coloured when somebody sits in front of it.</summary>
sealed class ColorLogFormatter(bool isTerminal, TimeZoneInfo zone) : ILogFormatter
{
    const string Reset = "\e[0m";
    const string Faint = "\e[2m";
    const string Bold = "\e[1m";

    public string Format(LogRecord record)
    {
        var line = new StringBuilder(256);
        Append(line, Faint, TimeZoneInfo.ConvertTime(record.Time, zone).ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture)).Append(' ');
        Append(line, ColorOf(record.Level), LogLevels.NameOf(record.Level).PadRight(8)).Append(' ');
        Append(line, Bold, LogText.Escaped(record.Text)).Append(' ');
        Append(line, Faint, $"[{record.Name}]");
        foreach (var (name, value) in record.Fields)
            Append(line.Append(' '), Faint, name + "=").Append(LogText.Quoted(value));
        if (record.Exception is { } exception)
            line.Append('\n').Append(LogText.Of(exception));
        return line.ToString();
    }

    StringBuilder Append(StringBuilder line, string color, string text) => isTerminal ? line.Append(color).Append(text).Append(Reset) : line.Append(text);

    static string ColorOf(int level) => level switch
    {
        >= LogLevels.Error => "\e[31m",
        >= LogLevels.Warning => "\e[33m",
        >= LogLevels.Info => "\e[32m",
        _ => "\e[36m",
    };
}
