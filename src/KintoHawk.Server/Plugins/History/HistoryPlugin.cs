using KintoHawk.Core.Caching;
using KintoHawk.Core.Objects;
using KintoHawk.Server.Api;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.History;

/// <summary>
/// Tracks what happens to buckets, groups, collections and records (kinto-plugins §3): an entry for each change, written with it by
/// <see cref="HistoryRecorder"/>, a list of them for each bucket, and collections as they were at a time.
/// </summary>
sealed class HistoryPlugin(
    Access access, ObjectWriter writer, CacheHeaders cacheHeaders, ICache cache, KintoHawkOptions options, TimeProvider time, SnapshotEndpoint snapshot) : IPlugin
{
    public IEnumerable<ApiRoute> Routes
    {
        get
        {
            var plural = new PluralHandlers(new HistoryRules(), access, writer, cacheHeaders, cache, options, time);
            KeyValuePair<string, ApiHandler>[] handlers = [new("GET", plural.GetAsync), new("HEAD", plural.GetAsync), new("DELETE", plural.DeleteAsync)];
            yield return new ApiRoute
            {
                Name = "history-plural",
                Pattern = "/buckets/{b}/history",
                Kind = RouteKind.Plural,
                Resource = Resource.History,
                NegotiatesJson = true,
                Handlers = [.. handlers.Where(handler => options.IsEndpointEnabled(plural: true, Resource.History.Name, handler.Key))],
            };
            yield return snapshot.Route;
        }
    }

    public void WriteCapabilities(WireWriter json)
    {
        json.Capability("history", "Track changes on data.", "http://kinto.readthedocs.io/en/latest/api/1.x/history.html");
        if (options.HistoryTrimMaxCount is { } most)
            json.Name("auto_trim_max_count").Number(most);
        if (options.HistoryTrimUserIds.Count > 0)
            json.Name("auto_trim_user_ids").Strings(options.HistoryTrimUserIds);
        if (options.HistoryExcludedResources.Count > 0)
        {
            json.Name("excluded_resources").StartArray();
            foreach (var uri in options.HistoryExcludedResources)
                if (ObjectPath.TryParse(uri, out var path))
                    WriteIds(json, path);
            json.EndArray();
        }

        json.EndObject();
    }

    static void WriteIds(WireWriter json, ObjectPath path)
    {
        json.StartObject();
        foreach (var level in path.Chain)
            json.Name(level.Resource.Name).String(level.Id);
        json.EndObject();
    }
}
