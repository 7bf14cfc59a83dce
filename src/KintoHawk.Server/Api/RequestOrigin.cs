using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Api;

/// <summary>Scheme and authority of the URLs we build: those of the request, default port left out (kinto-settings §7).</summary>
static class RequestOrigin
{
    public static string Of(HttpRequest request)
    {
        var scheme = request.Scheme;
        var host = request.Host.HasValue ? request.Host.Value! : "localhost";
        var defaultPort = scheme == "https" ? ":443" : ":80";
        return $"{scheme}://{(host.EndsWith(defaultPort, StringComparison.Ordinal) ? host[..^defaultPort.Length] : host)}";
    }
}
