using KintoHawk.Server.Api;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Plugins.Prometheus;

/// <summary><c>GET /__metrics__</c>, for Prometheus to read; nobody has to authenticate (kinto-plugins §8).</summary>
sealed class PrometheusPlugin(PrometheusRegistry registry, KintoHawkOptions options) : IPlugin
{
    public IEnumerable<ApiRoute> Routes =>
        [new() { Name = "prometheus_metrics", Pattern = "/__metrics__", IgnoresCaller = true, Handlers = [new("GET", Get), new("HEAD", Get)] }];

    public void WriteCapabilities(WireWriter json) => json.Capability("prometheus", "Prometheus metrics.", "https://github.com/Kinto/kinto/")
        .Name("prefix").String(registry.Prefix)
        .Name("disabled_metrics").Strings(options.PrometheusDisabledMetrics)
        .EndObject();

    ValueTask<ApiResponse> Get(ApiRequest request) => new(new ApiResponse(StatusCodes.Status200OK, registry.Write) { ContentType = ExpositionWriter.ContentType });
}
