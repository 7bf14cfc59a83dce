using System.Text;

namespace KintoHawk.Server.Settings;

/// <summary>Writes the tables of docs/operations/settings.md; what stands between the tables is written by hand.</summary>
static class SettingsDocument
{
    const string Header = "| Key | Environment | Type | Default | Effect |\n|---|---|---|---|---|\n";

    /// <summary>The document with its tables as they have to be: each section's follows its heading, after the text that stands there.</summary>
    public static string WithTables(string document)
    {
        var written = new StringBuilder(document);
        foreach (var section in KnownSettings.Sections)
        {
            var text = written.ToString();
            var start = TableOf(text, section.Title);
            var end = start;
            while (end < text.Length && text[end] == '|')
                end = text.IndexOf('\n', end) + 1;
            written.Remove(start, end - start).Insert(start, Table(section));
        }

        return written.ToString();
    }

    /// <summary>What a setting does; null when nobody has said it.</summary>
    public static string? EffectOf(Setting setting) =>
        setting.ReasonWithoutEffect is { } reason ? $"Accepted; {reason}." : SettingEffects.All.GetValueOrDefault(setting.Key);

    /// <summary>What the settings of a family do; null when nobody has said it.</summary>
    public static string? EffectOf(SettingFamily family) => SettingEffects.All.GetValueOrDefault(family.Pattern);

    /// <summary>Where the table of a section is, or has to be: after the heading and the paragraphs up to the table or the next heading.</summary>
    static int TableOf(string text, string title)
    {
        var heading = text.IndexOf($"\n## {title}\n", StringComparison.Ordinal);
        if (heading < 0)
            throw new ArgumentException($"The document has no section '{title}'.", nameof(text));
        var next = text.IndexOf("\n## ", heading + 1, StringComparison.Ordinal) is var found and >= 0 ? found : text.Length;
        return text.IndexOf("\n| Key |", heading, next - heading, StringComparison.Ordinal) is var table and >= 0 ? table + 1 : next;
    }

    static string Table(SettingSection section)
    {
        var table = new StringBuilder(Header);
        foreach (var setting in section.Settings)
            AppendRow(table, setting.Key, $"`{SettingSources.DocumentedVariableOf(setting.Key)}`", setting.Type, setting.Default, EffectOf(setting));
        foreach (var pattern in section.Patterns)
        {
            var family = SettingFamilies.All.First(family => family.Pattern == pattern);
            AppendRow(table, pattern, "same rule", family.Type, family.Default, EffectOf(family));
        }

        return table.ToString();
    }

    static void AppendRow(StringBuilder table, string key, string variable, string type, string byDefault, string? effect) =>
        table.Append("| `").Append(key).Append("` | ").Append(variable).Append(" | ").Append(type).Append(" | ")
            .Append(byDefault == Setting.None ? byDefault : $"`{byDefault}`").Append(" | ").Append(effect).Append(" |\n");
}
