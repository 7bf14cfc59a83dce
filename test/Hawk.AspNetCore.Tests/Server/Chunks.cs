using System.Text;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>A body in the chunked transfer coding.</summary>
static class Chunks
{
    public const string Field = "Transfer-Encoding: chunked";

    public static byte[] Of(byte[] body)
    {
        using var chunks = new MemoryStream();
        foreach (var chunk in body.Chunk(100))
        {
            chunks.Write(Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n"));
            chunks.Write(chunk);
            chunks.Write("\r\n"u8);
        }

        chunks.Write("0\r\n\r\n"u8);
        return chunks.ToArray();
    }
}
