namespace KintoHawk.TestServers;

/// <summary>The connections to one server, or to what stands in front of some.</summary>
public sealed class ServerClient : IDisposable
{
    readonly HttpMessageInvoker _http;

    /// <summary>Connects when something is sent.</summary>
    /// <param name="address">Scheme, host and port.</param>
    public ServerClient(Uri address)
    {
        Address = address;
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Connects by TLS when something is sent.</summary>
    /// <param name="address">Scheme, host and port.</param>
    /// <param name="certificate">The SHA-1 fingerprint, in hexadecimal digits, of the one certificate that is accepted.</param>
    public ServerClient(Uri address, string certificate)
    {
        Address = address;
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate;
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Address { get; }

    /// <summary>Sends and reads the whole answer.</summary>
    public async Task<Answer> SendAsync(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        using var limit = Patience.Limit();
        using var message = call.ToMessage(Address);
        using var response = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
        var body = await response.Content.ReadAsStringAsync(limit.Token).ConfigureAwait(false);
        return new Answer((int)response.StatusCode, body)
        {
            ETag = Header("ETag"),
            NextPage = Header("Next-Page"),
            SessionToken = Header("Hawk-Session-Token"),
            Challenge = Header("WWW-Authenticate"),
            RetryAfter = Header("Retry-After"),
        };

        string? Header(string name) => response.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
    }

    /// <summary>Sends; null when the connection ended before the whole answer was there, so that nobody knows what became of the request.</summary>
    public async Task<Answer?> TrySendAsync(Call call)
    {
        try
        {
            return await SendAsync(call).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
