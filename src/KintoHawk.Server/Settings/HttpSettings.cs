using System.Globalization;
using System.Text.RegularExpressions;

namespace KintoHawk.Server.Settings;

/// <summary>Reads the settings about addresses and dates that have rules of their own.</summary>
static partial class HttpSettings
{
    public static void ApplyScheme(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        if (value.IsEmpty)
            options.HttpScheme = null;
        else if (value.AsWord() is "http" or "https")
            options.HttpScheme = value.AsWord();
        else
            report.Refuse(value, "http, https");
    }

    public static void ApplyHost(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var host = value.AsText();
        if (value.IsEmpty)
            options.HttpHost = null;
        else if (Host().IsMatch(host) && Uri.TryCreate("http://" + host, UriKind.Absolute, out _))
            options.HttpHost = host;
        else
            report.Refuse(value, "a host name or address, with :port if needed");
    }

    public static void ApplyApiVersion(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        if (ApiVersion().IsMatch(value.AsText()))
            options.HttpApiVersion = value.AsText();
        else
            report.Refuse(value, "numbers with dots, like 1.23");
    }

    /// <summary>Dates without separators, which the platform does not take for dates.</summary>
    static readonly string[] _compactDates = ["yyyyMMdd", "yyyyMMdd'T'HHmmss", "yyyyMMdd'T'HHmmss'Z'", "yyyyMMdd'T'HHmmsszzz"];

    /// <summary>Dates without a zone are local, as in the reference.</summary>
    public static void ApplyEndOfService(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        if (value.IsEmpty)
            options.EndOfService = null;
        else if (DateTimeOffset.TryParseExact(value.AsText(), _compactDates, CultureInfo.InvariantCulture, ZoneOf(value.AsText()), out var compact))
            options.EndOfService = compact;
        else if (DateTimeOffset.TryParse(value.AsText(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var end))
            options.EndOfService = end;
        else
            report.Refuse(value, "a date or a date with time, like 2030-12-31 or 2030-12-31T18:00:00Z");
    }

    static DateTimeStyles ZoneOf(string text) => text.EndsWith('Z') ? DateTimeStyles.AssumeUniversal : DateTimeStyles.AssumeLocal;

    [GeneratedRegex(@"^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Host();

    [GeneratedRegex(@"^[0-9]{1,4}(?:\.[0-9]{1,4})*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ApiVersion();
}
