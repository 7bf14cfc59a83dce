using System.Net.Sockets;
using System.Text;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>A response read from the socket to its end, so that nothing between the wire and the test can tidy it up.</summary>
sealed record RawResponse(int Status, ILookup<string, string> Fields, byte[] Body, string Text)
{
    public static readonly Encoding Latin1 = Encoding.Latin1;

    /// <summary>The fields behind a chunked body.</summary>
    public ILookup<string, string> Trailers { get; private init; } = Lookup([]);

    public string? Challenge => Single("WWW-Authenticate");

    public string? ServerAuthorization => Single("Server-Authorization");

    public string? Single(string name) => Fields[name].SingleOrDefault();

    public static async Task<RawResponse> ReadAsync(NetworkStream connection)
    {
        using var received = new MemoryStream();
        await connection.CopyToAsync(received, TestContext.Current.CancellationToken);
        return Parse(received.ToArray());
    }

    static RawResponse Parse(byte[] bytes)
    {
        var text = Latin1.GetString(bytes);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No complete response: {text}");
        var lines = text[..end].Split("\r\n");
        var fields = Lookup(lines.Skip(1));
        var body = text[(end + 4)..];
        var trailers = string.Empty;
        if (fields["Transfer-Encoding"].Contains("chunked", StringComparer.Ordinal))
            (body, trailers) = Unchunk(body);
        return new RawResponse(int.Parse(lines[0].AsSpan(9, 3)), fields, Latin1.GetBytes(body), text)
        {
            Trailers = Lookup(trailers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)),
        };
    }

    static ILookup<string, string> Lookup(IEnumerable<string> lines) => lines
        .Select(static line => line.Split(':', 2))
        .ToLookup(static pair => pair[0], static pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);

    static (string Body, string Trailers) Unchunk(string chunks)
    {
        var body = new StringBuilder();
        for (var position = 0; ;)
        {
            var line = chunks.IndexOf("\r\n", position, StringComparison.Ordinal);
            var size = Convert.ToInt32(chunks[position..line], 16);
            if (size is 0)
                return (body.ToString(), chunks[(line + 2)..]);
            body.Append(chunks.AsSpan(line + 2, size));
            position = line + 2 + size + 2;
        }
    }
}
