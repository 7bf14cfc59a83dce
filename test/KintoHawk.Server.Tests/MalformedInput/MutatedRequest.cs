using System.Text;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>A good request, one part of which is about to be spoilt.</summary>
sealed record MutatedRequest(string Method, string Path, string Query, string Headers, string Body)
{
    /// <summary>The bytes on the wire; every character is one byte, so a mutation can be any byte.</summary>
    public byte[] ToBytes(Uri address, string authorization)
    {
        var body = Encoding.Latin1.GetBytes(Body);
        var target = Query.Length == 0 ? Path : $"{Path}?{Query}";
        var own = Headers.Contains("Authorization:", StringComparison.OrdinalIgnoreCase) ? "" : $"Authorization: {authorization}\r\n";
        var type = Headers.Contains("Content-Type:", StringComparison.OrdinalIgnoreCase) || body.Length == 0 ? "" : "Content-Type: application/json\r\n";
        var head = $"{Method} {target} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n{own}{type}{Headers}Content-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. body];
    }
}
