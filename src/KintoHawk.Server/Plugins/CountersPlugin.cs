using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Plugins;

/// <summary><c>/__counters__</c>: how many objects and tombstones of each kind are stored, for anybody who asks (kinto-plugins §5).</summary>
sealed class CountersPlugin : IPlugin
{
    /// <summary>The kinds that are told, in this order; the last are links of the reference's attachments, which a shared database may hold.</summary>
    static readonly string[] _kinds = ["account", "bucket", "group", "collection", "record", "history", "attachments"];

    public IEnumerable<ApiRoute> Routes =>
        [new() { Name = "counters", Pattern = "/__counters__", IgnoresCaller = true, Handlers = [new("GET", GetAsync), new("HEAD", GetAsync)] }];

    public void WriteCapabilities(WireWriter json) => json.Capability(
        "counters_endpoint",
        "The __counters__ endpoint exposes how many objects are stored.",
        "https://kinto.readthedocs.io/en/latest/api/1.x/counters.html").EndObject();

    static async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        var counts = (await request.Storage.CountAsync(request.Cancelled)).ToDictionary(static count => count.ResourceName, StringComparer.Ordinal);
        var known = _kinds.Where(counts.ContainsKey).Select(kind => counts[kind]).ToArray();
        return new ApiResponse(StatusCodes.Status200OK, output =>
        {
            var json = new WireWriter(output).StartObject();
            Write(json.Name("objects"), known.Select(static count => (count.ResourceName, count.Live)));
            Write(json.Name("tombstones"), known.Select(static count => (count.ResourceName, count.Tombstones)));
            json.EndObject();
        });
    }

    static void Write(WireWriter json, IEnumerable<(string Kind, long Count)> counts)
    {
        json.StartObject();
        foreach (var (kind, count) in counts)
            if (count > 0)
                json.Name(kind).Number(count);
        json.EndObject();
    }
}
