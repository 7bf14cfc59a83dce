using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Logging;

/// <summary>Gives everything that is logged to two providers, which somebody else disposes.</summary>
sealed class CompositeLog(ILoggerProvider first, ILoggerProvider second) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Both(first.CreateLogger(categoryName), second.CreateLogger(categoryName));

    public void Dispose()
    {
    }

    sealed class Both(ILogger first, ILogger second) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _ = first.BeginScope(state);
            return second.BeginScope(state);
        }

        public bool IsEnabled(LogLevel logLevel) => first.IsEnabled(logLevel) || second.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (first.IsEnabled(logLevel))
                first.Log(logLevel, eventId, state, exception, formatter);
            if (second.IsEnabled(logLevel))
                second.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
