using Hawk.Fuzz;

namespace Hawk.Tests.Properties;

/// <summary>Random requests of the kind clients sign.</summary>
static class RandomRequest
{
    const string AttributeCharacters = " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    const string ResourceCharacters = "abcXYZ019/?&=%+-._~;:@!$'()*,\u00E9\u2713";

    static readonly HawkAlgorithm[] Algorithms =
        [HawkAlgorithm.Sha256, HawkAlgorithm.Sha256, HawkAlgorithm.Sha256, HawkAlgorithm.Sha384, HawkAlgorithm.Sha512, HawkAlgorithm.Sha1];

    static readonly string[] Methods = ["GET", "put", "Post", "DELETE", "PROPFIND", "M-SEARCH"];

    static readonly string[] Hosts =
        ["example.com", "EXAMPLE.org", "a", "127.0.0.1", "192.0.2.17", "[::1]", "[2001:DB8:0::1]", "[fe80::1:0:0:1]", "xn--bcher-kva.example"];

    internal static SignedRequest Next(FuzzRandom random) => new(
        Text(random, AttributeCharacters, 1, 40),
        Text(random, AttributeCharacters + "\u00E9\u9375", 1, 100),
        Algorithms[random.Below(Algorithms.Length)],
        Methods[random.Below(Methods.Length)],
        "/" + Text(random, ResourceCharacters, 0, 80),
        Hosts[random.Below(Hosts.Length)],
        random.Below(65536),
        random.Below(int.MaxValue),
        Text(random, AttributeCharacters, 1, 30),
        random.OneIn(2) ? Text(random, AttributeCharacters, 1, 60) : null,
        random.OneIn(2) ? Text(random, AttributeCharacters, 1, 20) : null,
        random.OneIn(2) ? Text(random, AttributeCharacters, 1, 20) : null,
        random.OneIn(2) ? Bytes(random) : null);

    internal static byte[] Bytes(FuzzRandom random)
    {
        var bytes = new byte[random.Below(40)];
        for (var index = 0; index < bytes.Length; index++)
            bytes[index] = (byte)random.Next();
        return bytes;
    }

    static string Text(FuzzRandom random, string characters, int minimum, int maximum)
    {
        var text = new char[minimum + random.Below(maximum - minimum + 1)];
        for (var index = 0; index < text.Length; index++)
            text[index] = characters[random.Below(characters.Length)];
        return new string(text);
    }
}
