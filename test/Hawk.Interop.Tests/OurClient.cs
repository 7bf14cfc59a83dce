using System.Net.Sockets;
using Hawk.Http;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>HttpClient with our handler, which signs every request and by default requires a signed response.</summary>
static class OurClient
{
    /// <param name="origin">Where it signs for.</param>
    /// <param name="key">What it signs with.</param>
    /// <param name="options">What it adds to each signature.</param>
    /// <param name="check">How strictly it looks at responses.</param>
    /// <param name="clockOffset">How far its clock is off.</param>
    /// <param name="connectTo">Where it connects to, when that is not the origin.</param>
    /// <param name="proxy">A proxy it sends through, in absolute form.</param>
    /// <param name="certificate">The only certificate it takes from a server; null for the usual rules.</param>
    public static HttpClient For(
        Uri origin,
        Key key,
        HawkSignOptions? options = null,
        HawkResponseCheck check = HawkResponseCheck.Required,
        TimeSpan clockOffset = default,
        Uri? connectTo = null,
        Uri? proxy = null,
        SelfSigned? certificate = null)
    {
        var clientOptions = new HawkClientOptions
        {
            Credential = key.Credential,
            SignOptions = options,
            ResponseCheck = check,
            TimeProvider = new ShiftedTime(clockOffset),
        };
        clientOptions.AllowedOrigins.Add(new Uri(origin.GetLeftPart(UriPartial.Authority)));
        return new HttpClient(new HawkMessageHandler(clientOptions, Sockets(connectTo, proxy, certificate)));
    }

    /// <summary>HttpClient that signs nothing.</summary>
    public static HttpClient Plain(Uri? connectTo = null) => new(Sockets(connectTo, proxy: null, certificate: null));

    public static HttpRequestMessage Request(string method, Uri uri, Body? body = null, ResponsePlan? plan = null, bool chunked = false)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), uri);
        if (body?.Bytes is { } bytes)
        {
            request.Content = new ByteArrayContent(bytes);
            if (body.ContentType is not null)
                request.Content.Headers.TryAddWithoutValidation("Content-Type", body.ContentType);
            request.Headers.TransferEncodingChunked = chunked;
        }

        if (plan is not null)
            request.Headers.Add(ResponsePlan.Field, plan.ToString());
        return request;
    }

    /// <summary>A URL whose path and query nobody touches.</summary>
    public static Uri Raw(Uri origin, string target) =>
        new(origin.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    static SocketsHttpHandler Sockets(Uri? connectTo, Uri? proxy, SelfSigned? certificate)
    {
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = proxy is not null };
        if (proxy is not null)
            sockets.Proxy = new System.Net.WebProxy(proxy);
        if (certificate is not null)
            sockets.SslOptions.RemoteCertificateValidationCallback = (_, presented, _, _) => certificate.Certificate.Equals(presented);
        if (connectTo is not null)
        {
            sockets.ConnectCallback = async (_, cancellationToken) =>
            {
                var tcp = new TcpClient();
                await tcp.ConnectAsync(connectTo.DnsSafeHost, connectTo.Port, cancellationToken);
                return tcp.GetStream();
            };
        }

        return sockets;
    }
}
