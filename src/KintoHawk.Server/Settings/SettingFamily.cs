namespace KintoHawk.Server.Settings;

/// <summary>Settings whose keys follow a pattern.</summary>
/// <param name="Pattern">The pattern, as the documentation writes it.</param>
/// <param name="Type">The form of the values, as the documentation names it.</param>
/// <param name="Keys">The keys that can be listed; only these are also looked for in the environment when the file does not have them.</param>
/// <param name="Find">The setting of a key, or null when the key is not of this family.</param>
sealed record SettingFamily(string Pattern, string Type, IReadOnlyList<string> Keys, Func<string, Setting?> Find)
{
    /// <summary>The default of each key, as one would write it; <see cref="Setting.None"/> without one.</summary>
    public string Default { get; init; } = Setting.None;

    /// <summary>The key that an environment variable means, for keys that cannot be listed; null when it means none.</summary>
    public Func<string, string?> KeyOfVariable { get; init; } = static _ => null;
}
