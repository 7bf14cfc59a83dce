using KintoHawk.Server.Logging;

namespace KintoHawk.Server.Settings;

/// <summary>
/// Reads the sections of Python's logging: <c>[loggers]</c>, <c>[handlers]</c> and <c>[formatters]</c> list the keys, <c>[logger_KEY]</c>,
/// <c>[handler_KEY]</c> and <c>[formatter_KEY]</c> say what each is.
/// </summary>
sealed class LoggingSections(IniFile file, IReadOnlyDictionary<string, string> variables, SettingsReport report)
{
    const string Loggers = "loggers";
    const string Handlers = "handlers";
    const string Formatters = "formatters";
    const string Root = "root";

    static readonly string[] _streams = ["StreamHandler", "logging.StreamHandler"];
    static readonly string[] _json = ["kinto.core.JsonLogFormatter", "dockerflow.logging.JsonLogFormatter", "dockerflow.logging.MozlogFormatter"];
    static readonly string[] _plain = ["", "logging.Formatter", "Formatter"];

    /// <summary>What the sections say; null when there are none.</summary>
    public LoggingSettings? Read()
    {
        if (file.Find(Loggers) is null)
            return null;
        var formatters = Keys(Formatters).ToDictionary(static key => key, ReadFormatter, StringComparer.Ordinal);
        var handlers = Keys(Handlers).ToDictionary(static key => key, key => ReadHandler(key, formatters), StringComparer.Ordinal);
        var loggers = Keys(Loggers).Select(key => ReadLogger(key, handlers)).OfType<LoggerSettings>().ToList();
        if (!loggers.Exists(static logger => logger.Name.Length == 0))
            Refuse(Loggers, "keys", $"'{string.Join(", ", Keys(Loggers))}'", $"keys with {Root} among them");
        return new LoggingSettings { Loggers = loggers };
    }

    List<string> Keys(string section) => [.. List(section, "keys").Distinct(StringComparer.Ordinal)];

    FormatterSettings ReadFormatter(string key)
    {
        var section = Section("formatter_", key, Formatters);
        var name = Text(section, "class") ?? "";
        // Formats have percent signs of their own and are not interpolated, as in the reference.
        var format = Raw(section, "format");
        var dateFormat = Raw(section, "datefmt");
        if (_json.Contains(name, StringComparer.Ordinal))
            return new(LogLayout.Json);
        if (name == "logging_color_formatter.ColorFormatter")
            return new(LogLayout.Color);
        if (!_plain.Contains(name, StringComparer.Ordinal))
            report.Notice($"class of [{section}] is '{name}', which is not known; its format is used. Known: {string.Join(", ", _json)}, logging_color_formatter.ColorFormatter.");
        if (Raw(section, "style") is { Length: > 0 } style && style != "%")
        {
            report.Notice($"style of [{section}] is '{style}' and has no effect: formats have fields like %(message)s. The format is left out.");
            format = null;
        }

        return new(LogLayout.Format, format ?? FormatterSettings.MessageOnly, dateFormat);
    }

    HandlerSettings ReadHandler(string key, Dictionary<string, FormatterSettings> formatters)
    {
        var section = Section("handler_", key, Handlers);
        var name = Text(section, "class") ?? "";
        var addsRequestId = name == "kinto.core.StreamHandlerWithRequestID";
        var isNull = name is "NullHandler" or "logging.NullHandler";
        if (!addsRequestId && !isNull && !_streams.Contains(name, StringComparer.Ordinal))
        {
            report.Notice($"class of [{section}] is '{name}', which is not known; standard error is written to. "
                + "Known: StreamHandler, kinto.core.StreamHandlerWithRequestID, NullHandler.");
        }

        var formatter = new FormatterSettings(LogLayout.Format);
        if (Text(section, "formatter") is { Length: > 0 } formatterKey && !formatters.TryGetValue(formatterKey, out formatter!))
        {
            Refuse(section, "formatter", $"'{formatterKey}'", $"a key of [{Formatters}]");
            formatter = new FormatterSettings(LogLayout.Format);
        }

        return new(key, isNull ? LogStream.Nowhere : StreamOf(section, isKnown: addsRequestId || _streams.Contains(name, StringComparer.Ordinal)), LevelOf(section), addsRequestId, formatter);
    }

    /// <summary>The stream in the arguments of the handler's class: <c>(sys.stderr,)</c>.</summary>
    LogStream StreamOf(string section, bool isKnown)
    {
        if (!isKnown)
            return LogStream.StandardError;
        switch (Text(section, "args")?.Replace(" ", "", StringComparison.Ordinal))
        {
            case "(sys.stdout,)" or "(sys.stdout)":
                return LogStream.StandardOutput;
            case null or "" or "()" or "(sys.stderr,)" or "(sys.stderr)" or "(None,)":
                return LogStream.StandardError;
            default:
                report.Notice($"args of [{section}] has no effect: it is neither (sys.stderr,) nor (sys.stdout,). Standard error is written to.");
                return LogStream.StandardError;
        }
    }

    LoggerSettings? ReadLogger(string key, Dictionary<string, HandlerSettings> handlers)
    {
        var section = Section("logger_", key, Loggers);
        var name = key == Root ? "" : Text(section, "qualname");
        if (name is null)
            Refuse(section, "qualname", "not set", "the name of the logger, like kinto or request.summary");
        var own = new List<HandlerSettings>();
        foreach (var handler in List(section, Handlers))
        {
            if (handlers.TryGetValue(handler, out var found))
                own.Add(found);
            else
                Refuse(section, Handlers, $"'{handler}'", $"keys of [{Handlers}]");
        }

        return name is null ? null : new(name, LevelOf(section), Text(section, "propagate")?.Trim() != "0", own);
    }

    int LevelOf(string section)
    {
        if (Text(section, "level") is not { Length: > 0 } text)
            return LogLevels.NotSet;
        if (LogLevels.Parse(text) is { } level)
            return level;
        Refuse(section, "level", $"'{text}'", LogLevels.Accepted);
        return LogLevels.NotSet;
    }

    string Section(string prefix, string key, string list)
    {
        var section = prefix + key;
        if (file.Find(section) is null)
            report.Add(new(null, file.Find(list)?.Find("keys")?.Line, $"keys of [{list}] has '{key}', but there is no section [{section}]; accepted: keys with a section."));
        return section;
    }

    string[] List(string section, string key) =>
        (Text(section, key) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    string? Raw(string section, string key) => file.Find(section)?.Find(key)?.Value;

    /// <summary>The value of a key after interpolation; null when it is not set or cannot be read.</summary>
    string? Text(string sectionName, string key)
    {
        if (file.Find(sectionName) is not { } section || section.Find(key) is not { } entry)
            return null;
        if (new IniInterpolation(file, section, variables).TryResolve(entry, out var value, out var error))
            return value;
        report.Add(error);
        return null;
    }

    void Refuse(string section, string key, string what, string accepted) =>
        report.Add(new(key, file.Find(section)?.Find(key)?.Line ?? file.Find(section)?.Line, $"{key} of [{section}] is {what}; accepted: {accepted}."));
}
