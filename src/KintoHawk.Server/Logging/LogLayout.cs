namespace KintoHawk.Server.Logging;

/// <summary>The form of a log line.</summary>
enum LogLayout
{
    /// <summary>This server's own line, without logging sections.</summary>
    Own,

    /// <summary>A format string with fields like <c>%(levelname)s</c>.</summary>
    Format,

    /// <summary>One JSON object per line: <c>kinto.core.JsonLogFormatter</c>.</summary>
    Json,

    /// <summary>For people at a terminal: <c>logging_color_formatter.ColorFormatter</c>.</summary>
    Color,
}
