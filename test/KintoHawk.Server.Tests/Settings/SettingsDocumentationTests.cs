using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed partial class SettingsDocumentationTests
{
    [Fact]
    public void Every_setting_of_the_reader_is_documented_and_every_documented_setting_is_read()
    {
        var known = KnownSettings.All.Select(static setting => setting.Key).Concat(SettingFamilies.All.Select(static family => family.Pattern));

        Assert.Equal(known.Order(StringComparer.Ordinal), Documented().Select(static row => row.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_documented_variables_types_and_defaults_are_those_of_the_reader()
    {
        var rows = Documented().Where(static row => !row.Key.Contains('<', StringComparison.Ordinal)).OrderBy(static row => row.Key, StringComparer.Ordinal);
        var known = KnownSettings.All.OrderBy(static setting => setting.Key, StringComparer.Ordinal)
            .Select(static setting => new Row(setting.Key, SettingSources.DocumentedVariableOf(setting.Key), setting.Type, setting.Default));

        Assert.Equal(known, rows);
    }

    [Fact]
    public void The_documented_types_of_families_are_those_of_the_reader()
    {
        var rows = Documented().Where(static row => row.Key.Contains('<', StringComparison.Ordinal)).ToDictionary(static row => row.Key, static row => row.Type, StringComparer.Ordinal);

        Assert.All(SettingFamilies.All, family => Assert.Equal(family.Type, rows[family.Pattern]));
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

    static IEnumerable<Row> Documented([CallerFilePath] string here = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/operations/settings.md");
        foreach (var match in File.ReadLines(file).Select(static line => TableRow().Match(line)).Where(static match => match.Success))
            yield return new Row(match.Groups["key"].Value, match.Groups["variable"].Value, match.Groups["type"].Value, match.Groups["default"].Value.Trim('`'));
    }

    sealed record Row(string Key, string Variable, string Type, string Default);

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \| (`(?<variable>[^`]+)`|same rule) \| (?<type>\w+) \| (?<default>[^|]+) \| [^|]+ \|$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TableRow();
}
