using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.Serving;

/// <summary>What <c>start</c> was asked to do.</summary>
/// <param name="Source">Where the settings come from.</param>
/// <param name="Host">The address of the command line; null leaves it to the settings.</param>
/// <param name="Port">The port of the command line; null leaves it to the settings.</param>
/// <param name="Watches">True to read the settings again whenever their files change.</param>
/// <param name="Patience">How long to wait for backends that cannot be reached.</param>
/// <param name="Verbosity">How much is logged.</param>
sealed record StartOrder(SettingsSource Source, string? Host, int? Port, bool Watches, TimeSpan Patience, Verbosity Verbosity);
