namespace KintoHawk.Server.Logging;

/// <summary>A <c>[handler_NAME]</c> section.</summary>
/// <param name="Name">The name in the settings.</param>
/// <param name="Stream">Where it writes.</param>
/// <param name="Level">The least level it writes.</param>
/// <param name="AddsRequestId">True when every record gets the id of the request it belongs to, as the field <c>rid</c>.</param>
/// <param name="Formatter">The form of its lines.</param>
sealed record HandlerSettings(string Name, LogStream Stream, int Level, bool AddsRequestId, FormatterSettings Formatter);
