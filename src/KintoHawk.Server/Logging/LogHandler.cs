namespace KintoHawk.Server.Logging;

/// <summary>A handler at work: which records it takes, and how and where it writes them.</summary>
sealed class LogHandler(HandlerSettings settings, ILogFormatter formatter, LogWriter? writer)
{
    public bool AddsRequestId => settings.AddsRequestId;

    /// <summary>Writes the record if it is important enough.</summary>
    /// <param name="record">The record.</param>
    /// <param name="requestId">The request it belongs to; null when it belongs to none.</param>
    public void Handle(LogRecord record, string? requestId)
    {
        if (writer is null || record.Level < settings.Level)
            return;
        if (AddsRequestId && record.Field("rid") is null)
            record = record with { Fields = [.. record.Fields, new("rid", requestId)] };
        writer.Write(formatter.Format(record));
    }
}
