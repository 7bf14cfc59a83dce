using System.Security.Cryptography;
using System.Text;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>Signs for a year the framework's own dates cannot express, which the client of the library rightly refuses to do.</summary>
static class FarFuture
{
    public static string Sign(string key, string id, long timestamp, string host, int port)
    {
        var text = $"hawk.1.header\n{timestamp}\nn\nGET\n/\n{host}\n{port}\n\n\n";
        var mac = Convert.ToBase64String(HMACSHA256.HashData(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(text)));
        return $"Hawk id=\"{id}\", ts=\"{timestamp}\", nonce=\"n\", mac=\"{mac}\"";
    }
}
