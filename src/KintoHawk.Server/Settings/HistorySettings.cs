using KintoHawk.Core.Objects;

namespace KintoHawk.Server.Settings;

/// <summary>Settings of the history that need a look at their values.</summary>
static class HistorySettings
{
    /// <summary>Applies <c>history.exclude_resources</c>: what is no URI of an object would exclude nothing, so it is refused.</summary>
    public static void ApplyExcludedResources(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var uris = value.AsList();
        if (uris.All(static uri => ObjectPath.TryParse(uri, out var path) && path.Chain[0].Resource == Resource.Bucket))
            options.HistoryExcludedResources = uris;
        else
            report.Refuse(value, "URIs of buckets, groups, collections and records, like /buckets/b/collections/c");
    }
}
