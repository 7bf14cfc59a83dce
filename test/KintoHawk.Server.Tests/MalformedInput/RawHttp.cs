using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Sends bytes that no HTTP client would send.</summary>
static class RawHttp
{
    /// <returns>The status, and the response as Latin-1 text.</returns>
    public static async Task<(int Status, string Text)> SendAsync(Uri address, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, limit.Token);
        var stream = client.GetStream();
        using var response = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, limit.Token);
            await stream.CopyToAsync(response, limit.Token);
        }
        catch (IOException) when (response.Length > 0)
        {
            // A server that refuses a request may close before it has read all of it; what it said before that counts.
        }

        var text = Encoding.Latin1.GetString(response.GetBuffer(), 0, (int)response.Length);
        var words = text.Split(' ', 3);
        return words.Length > 1 && int.TryParse(words[1], CultureInfo.InvariantCulture, out var status) ? (status, text) : (0, text);
    }
}
