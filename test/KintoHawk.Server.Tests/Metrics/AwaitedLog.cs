using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Metrics;

/// <summary>Waits for one event.</summary>
sealed class AwaitedLog(string eventName) : ILoggerProvider, ILogger
{
    readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Seen => _seen.Task;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Name == eventName)
            _seen.TrySetResult();
    }

    public void Dispose()
    {
    }
}
