namespace KintoHawk.Server.Logging;

/// <summary>Where a handler writes.</summary>
enum LogStream
{
    StandardError,
    StandardOutput,

    /// <summary>Nowhere: a <c>NullHandler</c>.</summary>
    Nowhere,
}
