using System.Net.Sockets;
using System.Text;

namespace KintoHawk.Cli.Tests.Takeover;

/// <summary>A connection to a server on the loopback interface that answers in lines.</summary>
sealed class LineConnection : IDisposable
{
    readonly TcpClient _client = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<LineConnection> OpenAsync(int port)
    {
        var connection = new LineConnection();
        await connection._client.ConnectAsync("127.0.0.1", port, Cancel);
        return connection;
    }

    /// <summary>Sends a request; the first line of the answer.</summary>
    public async Task<string> AskAsync(string request)
    {
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(request), Cancel);
        var line = new StringBuilder();
        while (await ReadOneAsync() is var character and not '\n')
            line.Append(character);
        return line.ToString().TrimEnd('\r');
    }

    /// <summary>So many bytes of the answer, and the end of their line.</summary>
    public async Task<string> ReadAsync(int bytes)
    {
        var buffer = new byte[bytes + 2];
        await _client.GetStream().ReadExactlyAsync(buffer, Cancel);
        return Encoding.UTF8.GetString(buffer, 0, bytes);
    }

    public void Dispose() => _client.Dispose();

    async Task<char> ReadOneAsync()
    {
        var one = new byte[1];
        await _client.GetStream().ReadExactlyAsync(one, Cancel);
        return (char)one[0];
    }
}
