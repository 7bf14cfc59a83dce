using System.Globalization;
using System.Text;

namespace KintoHawk.Server.Logging;

/// <summary>A format string of Python's logging: text with fields like <c>%(levelname)-5.5s</c>, each a name, flags, width, precision and conversion.</summary>
sealed class PercentLogFormatter : ILogFormatter
{
    readonly IReadOnlyList<PercentField> _parts;
    readonly string? _dateFormat;
    readonly TimeZoneInfo _zone;

    public PercentLogFormatter(string format, string? dateFormat, TimeZoneInfo zone)
    {
        _parts = PercentField.Parse(format);
        _dateFormat = dateFormat;
        _zone = zone;
    }

    public string Format(LogRecord record)
    {
        var line = new StringBuilder(160);
        foreach (var part in _parts)
            part.AppendTo(line, part.Name is null ? null : ValueOf(part.Name, record));
        if (record.Exception is { } exception)
            line.Append('\n').Append(LogText.Of(exception));
        return line.ToString();
    }

    object? ValueOf(string name, LogRecord record) => name switch
    {
        "message" => LogText.Escaped(record.Text),
        "name" => record.Name,
        "levelname" => LogLevels.NameOf(record.Level),
        "levelno" => record.Level,
        "asctime" => Time(record.Time),
        "created" => (record.Time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond,
        "msecs" => record.Time.Millisecond,
        "process" => Environment.ProcessId,
        "processName" => "MainProcess",
        "thread" => Environment.CurrentManagedThreadId,
        "threadName" => $"Thread-{Environment.CurrentManagedThreadId}",
        "funcName" => record.Event.Name,
        "module" or "filename" or "pathname" => record.Category,
        "lineno" => record.Event.Id,
        _ => record.Field(name) is { } value ? LogText.Escaped(LogText.Of(value)) : null,
    };

    string Time(DateTimeOffset time)
    {
        var local = TimeZoneInfo.ConvertTime(time, _zone);
        return _dateFormat is null ? local.ToString("yyyy-MM-dd HH:mm:ss,fff", CultureInfo.InvariantCulture) : StrfTime.Format(local, _dateFormat);
    }
}
