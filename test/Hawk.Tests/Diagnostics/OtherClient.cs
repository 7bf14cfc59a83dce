using System.Security.Cryptography;
using System.Text;

namespace Hawk.Tests.Diagnostics;

/// <summary>A client that signs what it likes: the text under its MAC and the request it sends are two different things.</summary>
sealed record OtherClient
{
    internal string Tag { get; init; } = "hawk.1.header";

    internal string Timestamp { get; init; } = "1353832234";

    internal string Nonce { get; init; } = "j4h3g2";

    internal string Method { get; init; } = "POST";

    internal string Target { get; init; } = "/a/B;p=1/c%2Fd/?b=1&a=x+y";

    internal string Host { get; init; } = "example.com";

    internal string Port { get; init; } = "8000";

    internal string Hash { get; init; } = "";

    internal string Ext { get; init; } = "";

    internal string Tail { get; init; } = "";

    internal byte[] Key { get; init; } = Encoding.UTF8.GetBytes(Sample.Key);

    internal Func<byte[], byte[], byte[]> Hmac { get; init; } = HMACSHA256.HashData;

    internal string Text { get => field ?? $"{Tag}\n{Timestamp}\n{Nonce}\n{Method}\n{Target}\n{Host}\n{Port}\n{Hash}\n{Ext}\n{Tail}"; init; }

    internal string Mac => Convert.ToBase64String(Hmac(Key, Encoding.UTF8.GetBytes(Text)));

    internal string Header(string more = "", string timestamp = "1353832234") =>
        $"Hawk id=\"{Sample.Id}\", ts=\"{timestamp}\", nonce=\"j4h3g2\", mac=\"{Mac}\"{more}";

    /// <summary>The request that the other properties are the defaults of.</summary>
    internal static HawkReceivedRequest Request(string authorization) => new()
    {
        Method = "POST",
        RawTarget = "/a/B;p=1/c%2Fd/?b=1&a=x+y",
        HostField = "example.com:8000",
        Authorization = authorization,
        Body = null,
    };
}
