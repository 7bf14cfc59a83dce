using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Api;

/// <summary>Scheme and authority of the URLs we build: the settings first, else the request (kinto-settings §7).</summary>
static class RequestOrigin
{
    public static string Of(HttpRequest request, KintoHawkOptions options)
    {
        var scheme = options.HttpScheme ?? request.Scheme;
        var host = options.HttpHost ?? (request.Host.HasValue ? request.Host.Value! : "localhost");
        var defaultPort = scheme == "https" ? ":443" : ":80";
        return $"{scheme}://{(host.EndsWith(defaultPort, StringComparison.Ordinal) ? host[..^defaultPort.Length] : host)}";
    }
}
