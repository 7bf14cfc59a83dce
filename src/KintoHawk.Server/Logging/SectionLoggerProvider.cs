using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Logging;

/// <summary>Logs as the sections of the settings say.</summary>
sealed class SectionLoggerProvider : ILoggerProvider
{
    readonly LoggingSettings _settings;
    readonly TimeProvider _time;
    readonly LoggerExternalScopeProvider _scopes = new();
    readonly ConcurrentDictionary<string, SectionLogger> _loggers = new(StringComparer.Ordinal);
    readonly Dictionary<LogStream, LogWriter> _writers = [];
    readonly Dictionary<HandlerSettings, LogHandler> _handlers = new(ReferenceEqualityComparer.Instance);
    readonly LogHandler _lastResort;

    /// <param name="settings">The sections.</param>
    /// <param name="project">The name in JSON records.</param>
    /// <param name="time">The time of the records, and its zone.</param>
    /// <param name="open">Opens a stream, and tells whether it is a terminal.</param>
    public SectionLoggerProvider(LoggingSettings settings, string project, TimeProvider time, Func<LogStream, (Stream Output, bool IsTerminal)> open)
    {
        _settings = settings;
        _time = time;
        var terminals = new HashSet<LogStream>();
        foreach (var stream in (ReadOnlySpan<LogStream>)[LogStream.StandardError, LogStream.StandardOutput])
        {
            var (output, isTerminal) = open(stream);
            _writers[stream] = new LogWriter(output);
            if (isTerminal)
                terminals.Add(stream);
        }

        LogHandler Create(HandlerSettings handler) =>
            new(handler, FormatterOf(handler.Formatter, project, terminals.Contains(handler.Stream), time.LocalTimeZone), _writers.GetValueOrDefault(handler.Stream));

        foreach (var handler in settings.Loggers.SelectMany(static logger => logger.Handlers))
            _handlers.TryAdd(handler, Create(handler));
        _lastResort = Create(new("last resort", LogStream.StandardError, LogLevels.Warning, AddsRequestId: false, new(LogLayout.Format)));
    }

    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, category =>
    {
        var handlers = _settings.HandlersOf(LoggerNames.Of(category)).Select(handler => _handlers[handler]).ToList();
        return new SectionLogger(category, _settings, handlers.Count > 0 ? handlers : [_lastResort], _scopes, _time);
    });

    /// <summary>Writes what is still queued.</summary>
    public void Dispose()
    {
        foreach (var writer in _writers.Values)
            writer.Dispose();
    }

    static ILogFormatter FormatterOf(FormatterSettings settings, string project, bool isTerminal, TimeZoneInfo zone) => settings.Layout switch
    {
        LogLayout.Json => new JsonLogFormatter(project),
        LogLayout.Color => new ColorLogFormatter(isTerminal, zone),
        LogLayout.Format => new PercentLogFormatter(settings.Format, settings.DateFormat, zone),
        _ => new OwnLogFormatter(),
    };
}
