using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>Keeps every message of every category, at every level.</summary>
sealed class CapturedLog : ILoggerProvider
{
    public ConcurrentQueue<(string Category, EventId EventId, string Message)> Messages { get; } = [];

    public IEnumerable<int> HawkEvents =>
        Messages.Where(static message => message.Category.StartsWith("Hawk.", StringComparison.Ordinal) && message.EventId.Name is not null)
            .Where(static message => !message.EventId.Name!.StartsWith("Authentication", StringComparison.Ordinal))
            .Select(static message => message.EventId.Id);

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose() { }

    sealed class Logger(CapturedLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Messages.Enqueue((category, eventId, $"{formatter(state, exception)} {exception}"));
    }
}
