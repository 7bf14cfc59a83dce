using System.Net;
using System.Text.RegularExpressions;
using Hawk.Interop.Tests.Reference;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests;

/// <summary>What was changed after the reference client signed it, our server refuses in words that client understands; and the original is still good.</summary>
public sealed partial class ReferenceClientRefusalTests(ReferencePackage reference, OurServerFixture server) : IClassFixture<OurServerFixture>
{
    const string Target = "/r/caf%c3%a9?a=1&b=2";

    readonly string _url = server.Origin.GetLeftPart(UriPartial.Authority) + Target;

    public static TheoryData<string, string> Altered => new()
    {
        { "method", "Bad mac" },
        { "path", "Bad mac" },
        { "letter case of an escape", "Bad mac" },
        { "query", "Bad mac" },
        { "order of the query", "Bad mac" },
        { "query removed", "Bad mac" },
        { "question mark added", "Bad mac" },
        { "host", "Bad mac" },
        { "port", "Bad mac" },
        { "body", "Bad payload hash" },
        { "body removed", "Bad payload hash" },
        { "content type", "Bad payload hash" },
        { "content type removed", "Bad payload hash" },
    };

    public static TheoryData<string, string> AlteredAttributes => new()
    {
        { "id", "another" },
        { "id", Key.Long.Id },
        { "ts", "1353832234" },
        { "nonce", "another" },
        { "hash", "U4MKKSmiVxk37JCCrAVIjV/OhB3y+NdwoCr6RShbVkE=" },
        { "ext", "another" },
        { "app", "another" },
        { "dlg", "another" },
        { "mac", "U4MKKSmiVxk37JCCrAVIjV/OhB3y+NdwoCr6RShbVkE=" },
        { "mac", "AAAA" },
    };

    public static TheoryData<string> Malformed =>
    [
        "Hawk ",
        "Hawk id=\"dh37fgj492je\"",
        "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", mac=\"x\", unknown=\"x\"",
        "Hawk id=\"dh37fgj492je\", ts=\"NaN\", nonce=\"j4h3g2\", mac=\"6R4rV5iE+NPoym+WwjeHzjAGXUtLNIxmo1vpMofpLAE=\"",
        "Hawk id=dh37fgj492je, ts=1353832234, nonce=j4h3g2, mac=x",
    ];

    [Theory]
    [MemberData(nameof(Altered))]
    public async Task A_request_changed_on_the_way_is_refused(string part, string reason)
    {
        var original = Original();
        var signature = await reference.Client.SignAsync(original);
        original = original with { Signature = signature };

        await RefusedAsync(Alter(original, part), reason);
        await AcceptedAsync(original);
        await RefusedAsync(original, "Invalid nonce");
    }

    [Theory]
    [MemberData(nameof(AlteredAttributes))]
    public async Task An_altered_attribute_is_refused(string name, string value)
    {
        var original = Original() with { Ext = "ext", App = "app", Dlg = "dlg" };
        var signature = await reference.Client.SignAsync(original);
        var altered = Attribute().Replace(signature.Header, match => match.Groups["name"].Value == name ? $"{name}=\"{value}\"" : match.Value);
        Assert.NotEqual(signature.Header, altered);
        original = original with { Signature = signature };

        await RefusedAsync(original with { Authorization = altered }, "Bad mac");
        await AcceptedAsync(original);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_header_that_is_not_one_is_refused_in_words_the_client_can_read(string header)
    {
        var answer = await reference.Client.SendAsync(Original() with { Authorization = header, RequiresSignedResponse = false });

        Assert.Equal((HttpStatusCode.Unauthorized, "ok"), (answer.Status, answer.Verdict));
        Assert.NotNull(answer.Challenge("error"));
        Assert.Null(answer.Challenge("ts"));
    }

    [Theory]
    [InlineData("nobody", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", "sha256")]
    [InlineData("dh37fgj492je", "another key", "sha256")]
    [InlineData("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn", "sha1")]
    [InlineData("old-peer", "aoijedoaijsdlaksjdl", "sha256")]
    public async Task Another_id_key_or_algorithm_is_refused(string id, string secret, string algorithm) =>
        await RefusedAsync(Original() with { Key = new Key(id, secret, algorithm) }, "Bad mac");

    [Theory]
    [InlineData("POST", false)]
    [InlineData("PUT", true)]
    [InlineData("GET", false)]
    public async Task A_body_that_is_not_signed_is_refused(string method, bool chunked) =>
        await RefusedAsync(Original() with { Method = method, LeavesBodyUnsigned = true, Chunked = chunked }, "Missing required payload hash");

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task A_replay_is_refused_however_often(string method)
    {
        var call = Original() with { Method = method, Body = method is "POST" ? Body.ByName["text"].Bytes : null };
        call = call with { Signature = await reference.Client.SignAsync(call) };

        await AcceptedAsync(call);
        await RefusedAsync(call, "Invalid nonce");
        await RefusedAsync(call, "Invalid nonce");
    }

    [Fact]
    public async Task Of_copies_that_race_one_is_accepted()
    {
        var call = Original();
        call = call with { Signature = await reference.Client.SignAsync(call), RequiresSignedResponse = false };

        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => reference.Client.SendAsync(call)));

        Assert.Single(answers, static answer => answer.Status is HttpStatusCode.OK);
        Assert.Equal(31, answers.Count(static answer => answer.Challenge("error") is "Invalid nonce"));
    }

    ReferenceCall Original() => new("POST", _url, Key.Sha256)
    {
        Body = Body.ByName["JSON with parameters"].Bytes,
        ContentType = Body.ByName["JSON with parameters"].ContentType,
    };

    ReferenceCall Alter(ReferenceCall original, string part)
    {
        return part switch
        {
            "method" => original with { SentMethod = "PUT" },
            "path" => original with { SentTarget = $"/x{Target}" },
            "letter case of an escape" => original with { SentTarget = "/r/caf%C3%A9?a=1&b=2" },
            "query" => original with { SentTarget = $"{Target}3" },
            "order of the query" => original with { SentTarget = "/r/caf%c3%a9?b=2&a=1" },
            "query removed" => original with { SentTarget = Target.Split('?')[0] },
            "question mark added" => original with { SentTarget = $"{Target}?" },
            "host" => original with { Fields = Host($"localhost:{server.Origin.Port}") },
            "port" => original with { Fields = Host(server.Origin.Host) },
            "body" => original with { Body = "{\"a\":\"u\"}"u8.ToArray() },
            "body removed" => original with { Body = [] },
            "content type" => original with { ContentType = "text/json" },
            _ => original with { ContentType = null },
        };
    }

    static Dictionary<string, string> Host(string value) => new(StringComparer.Ordinal) { ["Host"] = value };

    async Task RefusedAsync(ReferenceCall call, string reason)
    {
        var answer = await reference.Client.SendAsync(call with { RequiresSignedResponse = false });

        Assert.Equal((HttpStatusCode.Unauthorized, "ok", reason), (answer.Status, answer.Verdict, answer.Challenge("error")));
        Assert.Null(answer.Challenge("ts"));
        Assert.Null(answer.ServerAuthorization("mac"));
    }

    async Task AcceptedAsync(ReferenceCall call)
    {
        var answer = await reference.Client.SendAsync(call);

        Assert.Equal((HttpStatusCode.OK, "ok"), (answer.Status, answer.Verdict));
    }

    [GeneratedRegex("\\b(?<name>\\w+)=\"[^\"]*\"", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Attribute();
}
