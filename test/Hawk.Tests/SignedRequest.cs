using FsCheck;
using FsCheck.Fluent;

namespace Hawk.Tests;

/// <summary>A random request of the kind clients sign, for properties.</summary>
public sealed record SignedRequest(
    string Id, string Key, HawkAlgorithm Algorithm, string Method, string Resource, string Host, int Port, long Timestamp, string Nonce,
    string? Ext, string? App, string? Dlg, byte[]? Body)
{
    const string AttributeCharacters = " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";
    const string ResourceCharacters = "abcXYZ019/?&=%+-._~;:@!$'()*,é✓";

    public static Arbitrary<SignedRequest> Arbitrary() => Arb.From(Generator());

    public HawkCredential Credential() =>
        Algorithm is HawkAlgorithm.Sha1 ? HawkCredential.WithLegacySha1(Id, Key) : new HawkCredential(Id, Key, Algorithm);

    public HawkTarget Target()
    {
        Assert.True(HawkTarget.TryCreate(Method, Resource, Host, Port, out var target));
        return target;
    }

    public HawkAuthorization Sign(HawkCredential credential)
    {
        var payload = Body is null ? HawkPayload.None : HawkPayload.FromBytes("application/json", Body);
        var options = new HawkSignOptions { Ext = Ext, App = App, Dlg = Dlg, Nonce = Nonce };
        return HawkClient.Authorize(credential, Target(), DateTimeOffset.FromUnixTimeSeconds(Timestamp), in payload, options);
    }

    static Gen<SignedRequest> Generator() =>
        from id in Text(AttributeCharacters, 1, 40)
        from key in Text(AttributeCharacters + "é鍵", 1, 100)
        from algorithm in Gen.Elements(HawkAlgorithm.Sha256, HawkAlgorithm.Sha384, HawkAlgorithm.Sha512, HawkAlgorithm.Sha1)
        from method in Gen.Elements("GET", "put", "Post", "DELETE", "PROPFIND", "M-SEARCH")
        from resource in Text(ResourceCharacters, 0, 300)
        from host in Gen.Elements("example.com", "EXAMPLE.org", "a", "127.0.0.1", "[::1]", "2001:db8::1", "[2001:DB8:0::1]", "xn--bcher-kva.example")
        from port in Gen.Choose(0, 65535)
        from timestamp in Gen.Choose(0, int.MaxValue)
        from nonce in Text(AttributeCharacters, 1, 30)
        from ext in Optional(Text(AttributeCharacters, 1, 200))
        from app in Optional(Text(AttributeCharacters, 1, 20))
        from dlg in Optional(Text(AttributeCharacters, 1, 20))
        from body in Gen.OneOf(Gen.Constant<byte[]?>(null), Bytes())
        select new SignedRequest(id, key, algorithm, method, "/" + resource, host, port, timestamp, nonce, ext, app, dlg, body);

    static Gen<string> Text(string characters, int minimum, int maximum) =>
        from length in Gen.Choose(minimum, maximum)
        from text in Gen.ArrayOf(Gen.Elements(characters.ToCharArray()), length)
        select new string(text);

    static Gen<string?> Optional(Gen<string> text) => Gen.OneOf(Gen.Constant<string?>(null), text.Select(static value => (string?)value));

    static Gen<byte[]?> Bytes() => ArbMap.Default.GeneratorFor<byte[]>().Select(static bytes => (byte[]?)bytes);
}
