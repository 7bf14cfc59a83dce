using System.Net.Http.Headers;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// The one way out to identity providers. Every call ends in time and has a bounded answer; no redirect is followed, because it would carry a token or
/// a secret to an address that nobody configured; there are no cookies.
/// </summary>
sealed class ProviderClient(TimeProvider time) : IDisposable
{
    /// <summary>The largest answer that is read. Key sets with certificate chains are the largest in practice, at some ten kilobytes.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>How long a call may take in all.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // A provider that moves to another address is followed there.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 20,
    })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,   // each call has its own clock, which counts the body too
    };

    /// <summary>Reads a document.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="token">A bearer token to send; null for none.</param>
    /// <param name="cancellationToken">Ends the call; only this one throws.</param>
    public Task<ProviderAnswer> GetAsync(Uri address, string? token, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return SendAsync(request, cancellationToken);
    }

    /// <summary>Sends a form.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="form">The fields.</param>
    /// <param name="basic">Credentials for HTTP Basic, encoded; null for none.</param>
    /// <param name="cancellationToken">Ends the call; only this one throws.</param>
    public Task<ProviderAnswer> PostAsync(Uri address, IEnumerable<KeyValuePair<string, string>> form, string? basic, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        if (basic is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", basic);
        return SendAsync(request, cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    async Task<ProviderAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using (request)
        {
            request.Headers.Accept.ParseAdd("application/json");
            request.Headers.UserAgent.Add(new ProductInfoHeaderValue("KintoHawk", Product.Version));
            try
            {
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
                var status = (int)response.StatusCode;
                if (status is >= 300 and <= 399)
                    return ProviderAnswer.Failed($"it answered with a redirect (status {status}), which is not followed");
                return await ReadAsync(response, either.Token) is { } body
                    ? new ProviderAnswer(status, body, null)
                    : ProviderAnswer.Failed($"its answer is longer than {MostBytes} bytes");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return ProviderAnswer.Failed($"it did not answer within {Timeout.TotalSeconds} seconds");
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException)
            {
                // The message names host and port and what went wrong with the connection; never a header or a body.
                return ProviderAnswer.Failed(failure.Message);
            }
        }
    }

    /// <summary>The body; null when it is longer than <see cref="MostBytes"/>.</summary>
    static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentLength > MostBytes)
            return null;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > MostBytes)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
