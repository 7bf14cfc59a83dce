namespace KintoHawk.Server.Logging;

/// <summary>What the logging sections say, or what holds without them.</summary>
sealed record LoggingSettings
{
    /// <summary>The sections, the root's among them.</summary>
    public required IReadOnlyList<LoggerSettings> Loggers { get; init; }

    /// <summary>Everything from Information up on standard error, except requests: what happens to each is for those who ask.</summary>
    public static LoggingSettings WithoutSections { get; } = new()
    {
        Loggers =
        [
            new("", LogLevels.Info, Propagates: true, [new("console", LogStream.StandardError, LogLevels.NotSet, AddsRequestId: false, new(LogLayout.Own))]),
            new(LoggerNames.RequestSummary, LogLevels.Warning, Propagates: true, []),
            new(LoggerNames.SubrequestSummary, LogLevels.Warning, Propagates: true, []),
            new(LoggerNames.Authorization, LogLevels.Warning, Propagates: true, []),
        ],
    };

    /// <summary>True when a handler asks for the id of requests.</summary>
    public bool AddsRequestId => Loggers.Any(static logger => logger.Handlers.Any(static handler => handler.AddsRequestId));

    /// <summary>The same handlers with this level everywhere; of requests never more than a line.</summary>
    public LoggingSettings WithLevel(int level) => new()
    {
        Loggers =
        [
            .. Loggers.Select(logger => logger with
            {
                Level = logger.Name is LoggerNames.RequestSummary or LoggerNames.SubrequestSummary ? Math.Max(level, LogLevels.Info) : level,
            }),
        ],
    };

    /// <summary>The section of a logger or of the next one above it that has one.</summary>
    public LoggerSettings? Nearest(string name)
    {
        for (var current = name; ; current = Above(current))
        {
            if (Loggers.FirstOrDefault(logger => logger.Name == current) is { } found)
                return found;
            if (current.Length == 0)
                return null;
        }
    }

    /// <summary>The least level that a logger logs.</summary>
    public int LevelOf(string name)
    {
        // Requests are told with headers and bodies only where their own section asks for it, as in the reference.
        var isSummary = name is LoggerNames.RequestSummary or LoggerNames.SubrequestSummary
            && !Loggers.Any(logger => logger.Name == name && logger.Level is > LogLevels.NotSet and <= LogLevels.Debug);
        // The web server tells every request as well; that is for those who name it.
        var isPlatform = LoggerNames.IsPlatform(name) && Nearest(name) is not { Name.Length: > 0 };
        return Math.Max(EffectiveLevel(name), isPlatform ? LogLevels.Warning : isSummary ? LogLevels.Info : LogLevels.NotSet);
    }

    /// <summary>The handlers of a logger and of those above it, as far as its records go.</summary>
    public IEnumerable<HandlerSettings> HandlersOf(string name)
    {
        for (var logger = Nearest(name); logger is not null; logger = Nearest(Above(logger.Name)))
        {
            foreach (var handler in logger.Handlers)
                yield return handler;
            if (!logger.Propagates || logger.Name.Length == 0)
                yield break;
        }
    }

    int EffectiveLevel(string name)
    {
        for (var logger = Nearest(name); logger is not null; logger = Nearest(Above(logger.Name)))
        {
            if (logger.Level != LogLevels.NotSet)
                return logger.Level;
            if (logger.Name.Length == 0)
                return LogLevels.NotSet;
        }

        return LogLevels.Warning;
    }

    static string Above(string name) => name.LastIndexOf('.') is var dot and >= 0 ? name[..dot] : "";
}
