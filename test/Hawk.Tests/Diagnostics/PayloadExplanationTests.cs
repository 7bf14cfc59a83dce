using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Hawk.Diagnostics;

namespace Hawk.Tests.Diagnostics;

/// <summary>The MAC is right and the body is not: what the client hashed instead.</summary>
public sealed class PayloadExplanationTests
{
    const string ContentType = "Application/JSON; charset=utf-8";

    public static TheoryData<string, string, string> Bodies => new()
    {
        { "{\"a\":1}", "", "filled after signing" },
        { "", "{}", "lost on the way" },
        { "{\"a\":1}\n", "{\"a\":1}", "line feed added" },
        { "{\"a\":1}\r\n", "{\"a\":1}", "CR LF added" },
        { "{\"a\":1}", "{\"a\":1}\n", "line feed lost" },
        { "a\r\nb\r\n", "a\nb\n", "CR LF for LF" },
        { "a\nb\n", "a\r\nb\r\n", "LF for CR LF" },
        { "\uFEFF{}", "{}", "mark added" },
        { "{}", "\uFEFF{}", "mark lost" },
        { "{ \"a\" : [1, 2],\n \"b\": \"x, \\\"y: z\" }", "{\"a\":[1,2],\"b\":\"x, \\\"y: z\"}", "JSON written again" },
        { "{\"a\":[1,2],\"b\":\"x,y\"}", "{\"a\": [1, 2], \"b\": \"x,y\"}", "JSON written again with blanks" },
        { "é", "Ã©", "encoded twice" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_that_changed_after_it_was_hashed_is_found(string received, string hashed, string change)
    {
        var explanation = Explain(Encoding.UTF8.GetBytes(received), ContentType, Hash($"hawk.1.payload\napplication/json\n{hashed}\n"));

        var finding = Assert.Single(explanation.Findings);
        Assert.Equal(HawkSubject.Payload, finding.Subject);
        Assert.True(finding.Advice.Length > 0, change);
        Assert.Equal(HawkFailure.BadPayloadHash, explanation.Failure);
        Assert.Equal(explanation.ServerText, explanation.ClientText);
    }

    [Fact]
    public void A_body_that_was_decoded_to_text_is_found()
    {
        var body = new byte[] { 0xFF, 0xFE, (byte)'a' };
        var text = Encoding.UTF8.GetString(body);

        Assert.Equal(HawkSubject.Payload, Single(body, ContentType, Hash($"hawk.1.payload\napplication/json\n{text}\n")).Subject);
    }

    [Fact]
    public void A_body_that_was_compressed_after_it_was_hashed_is_found()
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionMode.Compress))
            gzip.Write("hello"u8);

        Assert.Equal("the body before gzip", Single(compressed.ToArray(), ContentType, Hash("hawk.1.payload\napplication/json\nhello\n")).Signed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json;charset=utf-8")]
    [InlineData("APPLICATION/JSON")]
    [InlineData("Application/JSON")]
    [InlineData("text/plain")]
    [InlineData("undefined")]
    public void Another_media_type_is_found(string hashed)
    {
        var finding = Single("hello"u8.ToArray(), ContentType, Hash($"hawk.1.payload\n{hashed}\nhello\n"));

        Assert.Equal(HawkSubject.ContentType, finding.Subject);
        Assert.Equal("application/json", finding.Received);
        Assert.Equal(hashed.Length is 0 ? "(empty)" : hashed, finding.Signed);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("hawk.1.payload\napplication/json\nhello")]
    public void A_hash_of_another_form_is_found(string hashed) =>
        Assert.Equal(HawkSubject.Layout, Single("hello"u8.ToArray(), ContentType, Hash(hashed)).Subject);

    [Fact]
    public void A_hash_of_another_algorithm_is_found()
    {
        var hash = Convert.ToBase64String(SHA512.HashData("hawk.1.payload\napplication/json\nhello\n"u8));

        Assert.Equal(HawkSubject.Algorithm, Single("hello"u8.ToArray(), ContentType, hash).Subject);
    }

    [Fact]
    public void A_hash_in_another_alphabet_is_found()
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData("hawk.1.payload\napplication/json\nhello\n"u8));

        Assert.Equal(HawkSubject.Payload, Single("hello"u8.ToArray(), ContentType, hash).Subject);
    }

    [Fact]
    public void Two_changes_of_the_body_are_found()
    {
        var explanation = Explain("hello\n"u8.ToArray(), null, Hash("hawk.1.payload\ntext/plain\nhello\n"));

        Assert.Equal([HawkSubject.Payload, HawkSubject.ContentType], explanation.Findings.Select(static finding => finding.Subject));
    }

    [Fact]
    public void A_wrong_host_and_a_wrong_body_are_both_said()
    {
        var client = new OtherClient { Hash = Hash("hawk.1.payload\napplication/json\nhello\n"), Host = "localhost" };
        var request = OtherClient.Request(client.Header($", hash=\"{client.Hash}\"")) with { ContentType = ContentType, Body = "hello\n"u8.ToArray() };

        var explanation = HawkExplainer.Explain(request, Sample.Credential(), Sample.Now);

        Assert.Equal([HawkSubject.Host, HawkSubject.Payload], explanation.Findings.Select(static finding => finding.Subject));
        Assert.Equal(HawkFailure.BadMac, explanation.Failure);
    }

    [Fact]
    public void Another_body_is_not_given_any_cause()
    {
        var explanation = Explain("hello"u8.ToArray(), ContentType, Hash("hawk.1.payload\napplication/json\nbye\n"));

        Assert.Empty(explanation.Findings);
        Assert.Equal(HawkFailure.BadPayloadHash, explanation.Failure);
        Assert.NotEmpty(explanation.Suggestions);
    }

    [Fact]
    public void A_body_without_a_hash_is_found_and_an_empty_one_is_not()
    {
        var request = OtherClient.Request(new OtherClient().Header());

        var body = HawkExplainer.Explain(request with { Body = "hello"u8.ToArray() }, Sample.Credential(), Sample.Now);
        var empty = HawkExplainer.Explain(request with { Body = Array.Empty<byte>() }, Sample.Credential(), Sample.Now);

        Assert.Equal(HawkFailure.MissingPayloadHash, body.Failure);
        Assert.Equal(HawkSubject.Payload, Assert.Single(body.Findings).Subject);
        Assert.Equal(HawkFailure.None, empty.Failure);
    }

    [Fact]
    public void A_body_that_is_not_given_is_said_not_to_be_compared()
    {
        var client = new OtherClient { Hash = Hash("hawk.1.payload\napplication/json\nhello\n") };

        var explanation = HawkExplainer.Explain(OtherClient.Request(client.Header($", hash=\"{client.Hash}\"")), Sample.Credential(), Sample.Now);

        Assert.Equal(HawkFailure.None, explanation.Failure);
        Assert.Contains("not compared", Assert.Single(explanation.Suggestions), StringComparison.Ordinal);
    }

    static string Hash(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    static HawkFinding Single(byte[] body, string? contentType, string hash) => Assert.Single(Explain(body, contentType, hash).Findings);

    static HawkExplanation Explain(byte[] body, string? contentType, string hash)
    {
        var client = new OtherClient { Hash = hash };
        var request = OtherClient.Request(client.Header($", hash=\"{hash}\"")) with { ContentType = contentType, Body = body };
        return HawkExplainer.Explain(request, Sample.Credential(), Sample.Now);
    }
}
