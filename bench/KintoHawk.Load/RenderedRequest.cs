using System.Text;

namespace KintoHawk.Load;

/// <summary>The same bytes every time.</summary>
sealed class RenderedRequest : IRequestSource
{
    readonly byte[] _bytes;

    /// <param name="method">The method.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="host">The Host field.</param>
    /// <param name="authorization">The Authorization field; null for none.</param>
    /// <param name="body">The body, which is JSON; empty for none.</param>
    public RenderedRequest(string method, string target, string host, string? authorization = null, ReadOnlySpan<byte> body = default)
    {
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
        if (authorization is not null)
            head.Append($"Authorization: {authorization}\r\n");
        if (method is not "GET")
            head.Append($"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n");
        _bytes = [.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body];
    }

    public ReadOnlyMemory<byte> Next() => _bytes;
}
