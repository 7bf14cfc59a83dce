using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>Keeps everything that is logged: messages, the values in them, exceptions, scopes.</summary>
sealed class CapturedLog : ILoggerProvider
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    /// <summary>The lines that contain a secret, each with the first characters of what it contains.</summary>
    public static IReadOnlyList<string> Leaks(IEnumerable<string> lines, IEnumerable<string> secrets)
    {
        var byStart = secrets.Distinct(StringComparer.Ordinal).ToLookup(static secret => secret[..SecretsSeen.MinLength], StringComparer.Ordinal);
        var starts = byStart.Select(static group => group.Key).ToHashSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var leaks = new List<string>();
        foreach (var line in lines.Distinct(StringComparer.Ordinal))
        {
            for (var i = 0; i + SecretsSeen.MinLength <= line.Length; i++)
            {
                var start = line.AsSpan(i, SecretsSeen.MinLength);
                if (starts.Contains(start) && byStart[start.ToString()].Any(secret => line.AsSpan(i).StartsWith(secret, StringComparison.Ordinal)))
                    leaks.Add($"{start}… in: {line}");
            }
        }

        return leaks;
    }

    sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{category} scope {Text(state)}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{category} {logLevel} {eventId.Name} {formatter(state, exception)} {Text(state)} {exception}");

        static string Text(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? string.Join(' ', values.Select(static value => $"{value.Key}={value.Value}"))
            : $"{state}";
    }
}
