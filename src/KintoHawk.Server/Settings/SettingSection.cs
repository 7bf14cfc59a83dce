namespace KintoHawk.Server.Settings;

/// <summary>A section of docs/operations/settings.md.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Settings">Settings with a fixed key.</param>
/// <param name="Patterns">The families that are documented here, by their patterns.</param>
sealed record SettingSection(string Title, IReadOnlyList<Setting> Settings, params IReadOnlyList<string> Patterns);
