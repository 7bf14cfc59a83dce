using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Logging;

/// <summary>One category, with the level and the handlers that the sections give it.</summary>
sealed class SectionLogger(string category, LoggingSettings settings, IReadOnlyList<LogHandler> handlers, IExternalScopeProvider scopes, TimeProvider time) : ILogger
{
    readonly string _name = LoggerNames.Of(category);
    readonly int _level = settings.LevelOf(LoggerNames.Of(category));
    readonly bool _addsRequestId = handlers.Any(static handler => handler.AddsRequestId);

    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None && LogLevels.Of(logLevel) >= _level;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _addsRequestId && state is RequestId ? scopes.Push(state) : null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel) || handlers.Count == 0)
            return;
        var text = formatter(state, exception);
        var summary = state as RequestSummary;
        var record = new LogRecord
        {
            Time = time.GetUtcNow(),
            Level = LogLevels.Of(logLevel),
            Name = _name,
            Category = category,
            Event = eventId,
            Text = text,
            Message = summary is null ? text : summary.Message,
            Fields = state is IReadOnlyList<KeyValuePair<string, object?>> values ? [.. values.Where(static value => value.Key != "{OriginalFormat}")] : [],
            Exception = exception,
        };
        var requestId = _addsRequestId ? CurrentRequestId() : null;
        foreach (var handler in handlers)
            handler.Handle(record, requestId);
    }

    string? CurrentRequestId()
    {
        var found = new StrongBox();
        scopes.ForEachScope(static (scope, found) => found.Value = scope is RequestId id ? id.Value : found.Value, found);
        return found.Value;
    }

    sealed class StrongBox
    {
        public string? Value { get; set; }
    }
}
