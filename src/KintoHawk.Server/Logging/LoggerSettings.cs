namespace KintoHawk.Server.Logging;

/// <summary>A <c>[logger_NAME]</c> section.</summary>
/// <param name="Name">The logger it is about, with everything below it; empty for the root.</param>
/// <param name="Level">The least level it logs; <see cref="LogLevels.NotSet"/> takes that of the logger above.</param>
/// <param name="Propagates">False keeps its records from the handlers of the loggers above.</param>
/// <param name="Handlers">Its own handlers.</param>
sealed record LoggerSettings(string Name, int Level, bool Propagates, IReadOnlyList<HandlerSettings> Handlers);
