namespace KintoHawk.Server.Settings;

/// <summary>Why the settings cannot be used. Secrets are not repeated in it.</summary>
/// <param name="Key">The setting, as it was written; null when no setting is meant.</param>
/// <param name="Line">The line in the settings file, from 1; null when the value came from elsewhere.</param>
/// <param name="Message">A whole sentence that names the setting, the value and what is accepted.</param>
public sealed record SettingsError(string? Key, int? Line, string Message)
{
    /// <summary>The message, with the line number before it.</summary>
    public override string ToString() => Line is { } line ? $"line {line}: {Message}" : Message;
}
