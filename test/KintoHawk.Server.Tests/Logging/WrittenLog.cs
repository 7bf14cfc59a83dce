using System.Text;
using System.Text.Json;
using KintoHawk.Server.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.Logging;

/// <summary>Logs as logging sections say, into memory instead of standard error and standard output.</summary>
sealed class WrittenLog : IDisposable
{
    /// <summary>The time of every record: 1500 milliseconds before noon.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 11, 59, 58, 500, TimeSpan.Zero);

    readonly MemoryStream _error = new();
    readonly MemoryStream _output = new();
    readonly SectionLoggerProvider _provider;
    readonly LoggerFactory _factory;

    public WrittenLog(string? sections = null, bool isTerminal = false, TimeProvider? time = null)
    {
        var settings = sections is null ? LoggingSettings.WithoutSections : Read(sections);
        _provider = new SectionLoggerProvider(
            settings, "my project", time ?? new FakeTimeProvider(Now), stream => (stream is LogStream.StandardOutput ? _output : _error, isTerminal));
        _factory = new LoggerFactory([_provider], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
    }

    public ILoggerProvider Provider => _provider;

    /// <summary>Everything on standard error, once this log is disposed.</summary>
    public string Error => Encoding.UTF8.GetString(_error.ToArray());

    /// <summary>Everything on standard output, once this log is disposed.</summary>
    public string Output => Encoding.UTF8.GetString(_output.ToArray());

    public IReadOnlyList<JsonElement> Records => [.. Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];

    /// <summary>The sections of one console handler with this formatter.</summary>
    public static string Console(string formatter, string level = "DEBUG", string handler = "StreamHandler") => $"""
        [loggers]
        keys = root
        [handlers]
        keys = console
        [formatters]
        keys = it
        [logger_root]
        level = {level}
        handlers = console
        [handler_console]
        class = {handler}
        args = (sys.stderr,)
        formatter = it
        [formatter_it]
        {formatter}
        """;

    public static LoggingSettings Read(string sections)
    {
        var result = Settings.Reading.File("[app:main]\n" + sections);
        Assert.Empty(result.Errors);
        return result.Options!.Logging!;
    }

    public ILogger Logger(string category) => _factory.CreateLogger(category);

    public void Dispose()
    {
        _factory.Dispose();
        _provider.Dispose();
    }
}
