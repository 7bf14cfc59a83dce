namespace KintoHawk.Server.Logging;

/// <summary>Writes records as lines. Whatever a record contains, a formatter writes one line for it, and more only for a stack trace.</summary>
interface ILogFormatter
{
    /// <summary>The text of a record, without the line end.</summary>
    string Format(LogRecord record);
}
