using System.Reflection;
using System.Runtime.CompilerServices;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class SettingsDocumentationTests
{
    /// <summary>Set to 1, this variable makes the test write the document instead of comparing it.</summary>
    const string WriteVariable = "KINTOHAWK_WRITE_DOCUMENTS";

    [Fact]
    public void The_document_is_the_one_that_the_code_writes()
    {
        var file = DocumentFile();
        var written = SettingsDocument.WithTables(File.ReadAllText(file));
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
            File.WriteAllText(file, written);

        Assert.True(
            written == File.ReadAllText(file),
            $"docs/operations/settings.md differs from the code. {WriteVariable}=1 with this test writes it. The first row that differs: {FirstDifference(written, File.ReadAllText(file))}");
    }

    [Fact]
    public void Every_setting_says_what_it_does()
    {
        Assert.Empty(KnownSettings.All.Where(static setting => string.IsNullOrEmpty(SettingsDocument.EffectOf(setting))).Select(static setting => setting.Key));
        Assert.Empty(SettingFamilies.All.Where(static family => string.IsNullOrEmpty(SettingsDocument.EffectOf(family))).Select(static family => family.Pattern));
    }

    [Fact]
    public void Everything_said_is_about_a_setting_that_has_an_effect() => Assert.Empty(SettingEffects.All.Keys
        .Except(KnownSettings.All.Where(static setting => setting.ReasonWithoutEffect is null).Select(static setting => setting.Key), StringComparer.Ordinal)
        .Except(SettingFamilies.All.Select(static family => family.Pattern), StringComparer.Ordinal));

    [Fact]
    public void Every_setting_and_every_family_is_in_one_section()
    {
        Assert.Equal(KnownSettings.All.Count, KnownSettings.All.Select(static setting => setting.Key).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            SettingFamilies.All.Select(static family => family.Pattern).Order(StringComparer.Ordinal),
            KnownSettings.Sections.SelectMany(static section => section.Patterns).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Setting_a_default_explicitly_changes_nothing()
    {
        foreach (var setting in KnownSettings.All.Where(static setting => setting.Default != Setting.None))
        {
            var options = new KintoHawkOptions();
            var report = new SettingsReport();
            setting.Apply(options, new SettingValue(setting.Key, setting.Default, null), report);

            Assert.Empty(report.Errors);
            Assert.Equal(Print(new KintoHawkOptions()), Print(options));
        }
    }

    static string Print(KintoHawkOptions options) => string.Join('\n', typeof(KintoHawkOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => $"{property.Name}: {Print(property.GetValue(options))}"));

    static string Print(object? value) => value switch
    {
        IReadOnlyDictionary<string, IReadOnlyList<string>> lists => string.Join(';', lists.OrderBy(static list => list.Key, StringComparer.Ordinal).Select(static list => $"{list.Key}={Print(list.Value)}")),
        IEnumerable<string> texts => string.Join(',', texts),
        IEnumerable<double> numbers => string.Join(',', numbers),
        _ => $"{value}",
    };

    static string FirstDifference(string written, string kept)
    {
        var there = kept.Split('\n').ToHashSet(StringComparer.Ordinal);
        return written.Split('\n').FirstOrDefault(line => !there.Contains(line)) ?? "a row is there that the code does not have";
    }

    static string DocumentFile([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/operations/settings.md");
}
