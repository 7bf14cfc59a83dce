using System.Text;
using Hawk;

namespace KintoHawk.Load;

/// <summary>Requests signed one by one, each with a nonce of its own; they go around a list of targets. One connection's.</summary>
/// <param name="credential">The session's credential.</param>
/// <param name="method">The method.</param>
/// <param name="targets">The paths, taken in turn.</param>
/// <param name="port">The port on the loopback address.</param>
/// <param name="body">The body, which is JSON and is signed; empty for none.</param>
sealed class SignedRequests(HawkCredential credential, string method, IReadOnlyList<string> targets, int port, ReadOnlyMemory<byte> body) : IRequestSource
{
    const string Host = "127.0.0.1";
    const string ContentType = "application/json";

    readonly byte[][] _starts = [.. targets.Select(target => Encoding.ASCII.GetBytes($"{method} {target} HTTP/1.1\r\nHost: {Host}:{port}\r\nAuthorization: "))];
    readonly byte[] _rest = [.. Encoding.ASCII.GetBytes(method is "GET" ? "\r\n\r\n" : $"\r\nContent-Type: {ContentType}\r\nContent-Length: {body.Length}\r\n\r\n"), .. body.Span];
    readonly byte[] _buffer = new byte[8 * 1024 + body.Length];
    int _turn;

    /// <summary>The last signature, to verify the response with.</summary>
    public HawkAuthorization? Last { get; private set; }

    public ReadOnlyMemory<byte> Next()
    {
        var start = _starts[_turn];
        Last = Sign(targets[_turn]);
        _turn = (_turn + 1) % _starts.Length;

        start.CopyTo(_buffer, 0);
        var length = start.Length;
        length += Encoding.ASCII.GetBytes(Last.Value, _buffer.AsSpan(length));
        _rest.CopyTo(_buffer, length);
        return _buffer.AsMemory(0, length + _rest.Length);
    }

    HawkAuthorization Sign(string path)
    {
        if (!HawkTarget.TryCreate(method, path, Host, port, out var target))
            throw new LoadFailedException($"{method} {path} cannot be signed.");
        return HawkClient.Authorize(
            credential, target, TimeProvider.System.GetUtcNow(), body.IsEmpty ? HawkPayload.None : HawkPayload.FromBytes(ContentType, body.Span));
    }
}
