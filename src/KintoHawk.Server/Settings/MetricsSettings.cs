using System.Globalization;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Plugins.Admin;

namespace KintoHawk.Server.Settings;

/// <summary>Reads the settings about metrics that have rules of their own, and those of the admin plugin.</summary>
static class MetricsSettings
{
    /// <summary>Fields become names of labels, so they must be such names, and none that is there already.</summary>
    public static void ApplyFields(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var fields = value.AsList().Distinct(StringComparer.Ordinal).ToList();
        if (fields.TrueForAll(static field => !char.IsAsciiDigit(field[0]) && field.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && !RequestLabels.Reserved.Contains(field, StringComparer.Ordinal)))
            options.MetricsMatchdictFields = fields;
        else
            report.Refuse(value, $"names of letters, digits and underscores that are none of {string.Join(", ", RequestLabels.Reserved)}");
    }

    public static void ApplyBuckets(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var bounds = new List<double>();
        foreach (var word in value.AsList())
        {
            if (NumberOf(word) is not { } bound || (bounds.Count > 0 && bound <= bounds[^1]))
            {
                report.Refuse(value, "numbers that ascend; Inf may be the last");
                return;
            }

            bounds.Add(bound);
        }

        if (bounds.Count == 0 || !double.IsPositiveInfinity(bounds[^1]))
            bounds.Add(double.PositiveInfinity);
        options.PrometheusHistogramBuckets = bounds;
    }

    public static void ApplyStatsDUrl(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        if (value.IsEmpty)
            options.StatsDUrl = null;
        else if (Uri.TryCreate(value.AsWord(), UriKind.Absolute, out var address) && address.Scheme == "udp" && address.Host.Length > 0)
            options.StatsDUrl = address;
        else
            report.Refuse(value, "udp://host:port");
    }

    public static void Check(KintoHawkOptions options, SettingSources sources, SettingsReport report)
    {
        var sends = options.IsIncluded(PluginModules.StatsD);
        if (sends && options.StatsDUrl is null && sources.Find("statsd_url") is null or { IsEmpty: true })
            report.Add(new("statsd_url", null, $"statsd_url is not set, and includes lists {PluginModules.StatsD}; accepted: udp://host:port."));
        else if (!sends && options.StatsDUrl is not null)
            report.Notice($"statsd_url has no effect: includes does not list {PluginModules.StatsD}.");
        if (options.IsIncluded(PluginModules.Admin) && options.AdminAssetsPath is { } folder)
            CheckAdmin(folder, sources, report);
    }

    static void CheckAdmin(string folder, SettingSources sources, SettingsReport report)
    {
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            var value = sources.Find("admin_assets_path");
            report.Add(new(
                value?.Name ?? "admin_assets_path", value?.Line, $"{value?.Name ?? "admin_assets_path"} is '{folder}'; accepted: a folder with a build of kinto-admin, index.html in it."));
        }
        else if (new AdminAssets(folder).ReadVersion() is null)
        {
            report.Notice($"admin_assets_path is '{folder}', which has no file VERSION that can be read: the version of the admin console is shown as unknown.");
        }
    }

    static double? NumberOf(string word) => word.ToLowerInvariant() switch
    {
        "inf" or "+inf" or "infinity" or "+infinity" => double.PositiveInfinity,
        _ when double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => number,
        _ => null,
    };
}
