using Hawk;
using Hawk.Http;
using KintoHawk.Cli.HawkCommands;
using KintoHawk.Server;

namespace KintoHawk.Cli.Sessions;

/// <summary>The HTTP clients of the commands. They follow no redirect: credentials and signatures are for one server, and good for one target.</summary>
static class ApiClient
{
    /// <summary>A client that signs nothing.</summary>
    public static HttpClient Create() => Create(Sockets());

    /// <summary>A client that signs every request with the session, and verifies the responses that are signed.</summary>
    /// <param name="session">The session.</param>
    /// <param name="api">Its server: nothing is signed for another one.</param>
    /// <param name="trace">Where to show what was signed; null for nowhere.</param>
    public static HttpClient Create(HawkSession session, ApiUrl api, TextWriter? trace)
    {
        var credential = session.ToCredential();
        var options = new HawkClientOptions
        {
            Credential = credential,
            // An error can come from before the server knows the key, or from a proxy, and is then not signed. What a success needs is decided by the caller.
            ResponseCheck = HawkResponseCheck.IfPresent,
            MaxResponseBytes = int.MaxValue,
        };
        options.AllowedOrigins.Add(api.Origin);
        HttpMessageHandler transport = trace is null ? Sockets() : new SigningTrace(credential, trace, Sockets());
        return Create(new HawkMessageHandler(options, transport));
    }

    /// <summary>A client that signs with this credential, for the server of this URL alone. What else is signed is said by each request.</summary>
    public static HttpClient Create(SigningOrder order, Uri url)
    {
        HttpMessageHandler transport = order.Trace is null ? Sockets() : new SigningTrace(order.Credential, order.Trace, Sockets());
        var options = new HawkClientOptions
        {
            Credential = order.Credential,
            ResponseCheck = order.Check,
            MaxResponseBytes = int.MaxValue,
            TimeProvider = order.Clock,
        };
        options.AllowedOrigins.Add(new Uri(url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)));
        return Create(new HawkMessageHandler(options, transport));
    }

    static HttpClient Create(HttpMessageHandler handler)
    {
        var client = new HttpClient(handler);
        client.DefaultRequestHeaders.UserAgent.Add(new("kintohawk", Product.Version));
        return client;
    }

    static SocketsHttpHandler Sockets() => new() { AllowAutoRedirect = false, UseCookies = false };
}
