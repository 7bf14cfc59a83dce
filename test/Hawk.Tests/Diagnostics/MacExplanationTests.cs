using System.Security.Cryptography;
using System.Text;
using Hawk.Diagnostics;

namespace Hawk.Tests.Diagnostics;

/// <summary>For each part of the signed text: a client that signs it differently gets exactly that finding, and the text it signed.</summary>
public sealed class MacExplanationTests
{
    const string Target = "/a/B;p=1/c%2Fd/?b=1&a=x+y";

    public static TheoryData<string> OtherTargets =>
    [
        "/a/B;p=1/c%2Fd/", "/a/B;p=1/c/d/?b=1&a=x+y", "/a/B;p=1/c%2Fd?b=1&a=x+y", "https://example.com:8000" + Target,
        "http://example.com:8000" + Target, "example.com:8000" + Target, "/a/B%3Bp%3D1/c%2Fd/?b=1&a=x+y", "/a/B;p=1/c%2fd/?b=1&a=x+y",
        "/a/B;p=1/c%2Fd/?b=1&a=x%20y", "/a/B;p=1/c%252Fd/?b=1&a=x+y", "/a/b;p=1/c%2fd/?b=1&a=x+y", Target[1..], "/a/B;p=1/c%2Fd/?a=x+y&b=1",
        "/a/B;p=1/c%2Fd/?b=1", "/B;p=1/c%2Fd/?b=1&a=x+y", "/api" + Target, "/v1" + Target,
    ];

    public static TheoryData<string, string, string> SentAndSignedTargets => new()
    {
        { "trailing question mark dropped", "/a?", "/a" },
        { "trailing question mark added", "/a", "/a?" },
        { "slash added", "/a", "/a/" },
        { "dot segments", "/a/../b", "/b" },
        { "decoded tilde", "/%7Ea", "/~a" },
        { "lower-case triplets", "/%c3%a9", "/%C3%A9" },
        { "decoded", "/%c3%a9", "/é" },
        { "plus for blank", "/?q=a%20b", "/?q=a+b" },
        { "two slashes", "/a//b", "/a/b" },
        { "path parameters", "/a;p=1?q", "/a?q" },
        { "cache buster", "/a?b=1&_=123&x=2", "/a?b=1" },
        { "mounted deeper", "/app/api/a", "/a" },
        { "empty path", "/", "" },
        { "trailing ampersand", "/a?b&", "/a?b" },
    };

    [Theory]
    [MemberData(nameof(OtherTargets))]
    public void A_target_signed_in_another_spelling_is_found(string signed) =>
        Finds(new OtherClient { Target = signed }, HawkSubject.Target);

    [Theory]
    [MemberData(nameof(SentAndSignedTargets))]
    public void A_target_that_was_changed_after_signing_is_found(string change, string sent, string signed)
    {
        var client = new OtherClient { Target = signed };
        var finding = Finds(client, OtherClient.Request(client.Header()) with { RawTarget = sent }, HawkSubject.Target);

        Assert.True(finding.Advice.Length > 0, change);
        Assert.Equal(sent, finding.Received);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("post")]
    [InlineData("")]
    public void Another_method_is_found(string signed) => Finds(new OtherClient { Method = signed }, HawkSubject.Method);

    [Fact]
    public void A_method_whose_case_was_kept_is_found()
    {
        var client = new OtherClient { Method = "PoSt" };
        Finds(client, OtherClient.Request(client.Header()) with { Method = "PoSt" }, HawkSubject.Method);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("::1")]
    [InlineData("EXAMPLE.COM")]
    [InlineData("example.com:8000")]
    [InlineData("www.example.com")]
    [InlineData("example.com.")]
    [InlineData("")]
    [InlineData("undefined")]
    public void Another_host_is_found(string signed) => Finds(new OtherClient { Host = signed }, HawkSubject.Host);

    [Fact]
    public void A_host_whose_case_was_kept_is_found()
    {
        var client = new OtherClient { Host = "Example.com" };
        Finds(client, OtherClient.Request(client.Header()) with { HostField = "Example.com:8000" }, HawkSubject.Host);
    }

    [Fact]
    public void An_uncompressed_address_is_found()
    {
        var client = new OtherClient { Host = "[0:0:0:0:0:0:0:1]" };
        Finds(client, OtherClient.Request(client.Header()) with { HostField = "[0:0:0:0:0:0:0:1]:8000" }, HawkSubject.Host);
    }

    [Theory]
    [InlineData("443")]
    [InlineData("80")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("8443")]
    [InlineData("5000")]
    [InlineData("None")]
    public void Another_port_is_found(string signed) => Finds(new OtherClient { Port = signed }, HawkSubject.Port);

    [Fact]
    public void The_public_name_behind_a_proxy_is_found_with_its_port()
    {
        var client = new OtherClient { Host = "api.example.org", Port = "443" };
        var request = OtherClient.Request(client.Header()) with { HostField = "backend:5000", OtherHosts = ["unused.example", "api.example.org:443"] };

        Finds(client, request, HawkSubject.Host, HawkSubject.Port);
    }

    [Fact]
    public void Three_changes_at_once_are_found()
    {
        var client = new OtherClient { Host = "api.example.org", Port = "443", Target = "/a/B;p=1/c%2Fd/" };
        var request = OtherClient.Request(client.Header()) with { OtherHosts = ["api.example.org"] };

        Finds(client, request, HawkSubject.Target, HawkSubject.Host, HawkSubject.Port);
    }

    [Fact]
    public void An_unsigned_ext_is_found()
    {
        var client = new OtherClient();
        Finds(client, OtherClient.Request(client.Header(", ext=\"some%20data\"")), HawkSubject.Ext);
    }

    [Theory]
    [InlineData("some data")]
    [InlineData("some%2520data")]
    [InlineData("\"some%20data\"")]
    public void Another_spelling_of_ext_is_found(string signed)
    {
        var client = new OtherClient { Ext = signed };
        Finds(client, OtherClient.Request(client.Header(", ext=\"some%20data\"")), HawkSubject.Ext);
    }

    [Fact]
    public void A_word_for_a_missing_ext_is_found() => Finds(new OtherClient { Ext = "undefined" }, HawkSubject.Ext);

    [Theory]
    [InlineData(", app=\"my-app\"", "")]
    [InlineData(", app=\"my-app\", dlg=\"x\"", "")]
    [InlineData(", app=\"my-app\"", "my-app\n")]
    [InlineData(", app=\"my-app\", dlg=\"x\"", "my-app\n\n")]
    [InlineData(", app=\"my-app\"", "my-app\nundefined\n")]
    [InlineData("", "\n\n")]
    [InlineData("", "\n")]
    [InlineData(", dlg=\"x\"", "\nx\n")]
    public void Other_app_and_dlg_lines_are_found(string sent, string signed)
    {
        var client = new OtherClient { Tail = signed };
        Finds(client, OtherClient.Request(client.Header(sent)), HawkSubject.App);
    }

    [Fact]
    public void A_missing_nonce_line_content_is_found() => Finds(new OtherClient { Nonce = "" }, HawkSubject.Nonce);

    [Fact]
    public void Milliseconds_that_are_signed_only_are_found() => Finds(new OtherClient { Timestamp = "1353832234000" }, HawkSubject.Timestamp);

    [Fact]
    public void A_signed_hash_that_is_not_sent_is_found()
    {
        var body = "hello"u8.ToArray();
        var hash = new byte[32];
        PayloadHasher.TryHash(HawkAlgorithm.Sha256, "text/plain", body, hash, out _);
        var client = new OtherClient { Hash = Convert.ToBase64String(hash) };
        var request = OtherClient.Request(client.Header()) with { Body = body, ContentType = "text/plain; charset=utf-8" };

        Finds(client, request, HawkSubject.Payload);
    }

    [Fact]
    public void A_sent_hash_that_is_not_signed_is_found()
    {
        var client = new OtherClient();
        Finds(client, OtherClient.Request(client.Header(", hash=\"abc=\"")), HawkSubject.Payload);
    }

    public static TheoryData<string, string, string> Layouts
    {
        get
        {
            var client = new OtherClient();
            var lines = client.Text.Split('\n');
            return new()
            {
                { "no last line feed", client.Text[..^1], "" },
                { "CR LF", client.Text.Replace("\n", "\r\n", StringComparison.Ordinal), "" },
                { "no hash line", string.Join('\n', lines[..7].Concat(lines[8..])), "" },
                { "release 0.3", string.Join('\n', lines[1..7].Concat(lines[8..])), "" },
                { "no first line", string.Join('\n', lines[1..]), "" },
                { "release 0.4", string.Join('\n', lines[1..7].Prepend("header.1").Concat(lines[8..])), "" },
                { "another type", client.Text.Replace("header", "response", StringComparison.Ordinal), "" },
                { "hash after ext", string.Join('\n', lines[..7]) + "\nx\n\n", ", ext=\"x\"" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Another_layout_is_found(string layout, string text, string more)
    {
        var client = new OtherClient { Text = text };
        var finding = Finds(client, OtherClient.Request(client.Header(more)), HawkSubject.Layout);
        Assert.True(finding.Signed.Length > 0, layout);
    }

    public static TheoryData<string, string> Keys => new()
    {
        { "line feed", Sample.Key + "\n" },
        { "CR LF", Sample.Key + "\r\n" },
        { "blanks here", $" {Sample.Key} " },
        { "quotes here", $"\"{Sample.Key}\"" },
        { "hex here", Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Sample.Key)) },
        { "base64 here", Convert.ToBase64String(Encoding.UTF8.GetBytes(Sample.Key)) },
        { "base64url here", System.Buffers.Text.Base64Url.EncodeToString("\u00FF\u00FE??>>"u8) },
        { "upper case", Sample.Key.ToUpperInvariant() },
        { "Latin-1", "schlüssel" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public void Another_form_of_the_key_is_found(string form, string here)
    {
        var there = form switch
        {
            "line feed" or "CR LF" or "blanks here" or "quotes here" or "hex here" or "base64 here" or "upper case" => Encoding.UTF8.GetBytes(Sample.Key),
            "base64url here" => "\u00FF\u00FE??>>"u8.ToArray(),
            _ => Encoding.Latin1.GetBytes(here),
        };
        FindsKey(new OtherClient { Key = there }, here);
        if (form is "hex here" or "base64 here")
            FindsKey(new OtherClient { Key = Encoding.UTF8.GetBytes(here) }, Sample.Key);
    }

    [Fact]
    public void A_key_in_UTF_16_is_found() => FindsKey(new OtherClient { Key = Encoding.Unicode.GetBytes(Sample.Key) }, Sample.Key);

    [Fact]
    public void A_session_token_that_was_taken_for_the_key_is_found()
    {
        var session = HawkSession.Create();
        FindsKey(new OtherClient { Key = Encoding.ASCII.GetBytes(session.Key) }, session.Token);
    }

    [Fact]
    public void An_earlier_key_whose_time_is_over_is_found()
    {
        using var credential = new HawkCredential(Sample.Id, "new") { EarlierKeys = [new(Sample.Credential(), Sample.Now.AddSeconds(-1))] };
        var client = new OtherClient();

        var explanation = HawkExplainer.Explain(OtherClient.Request(client.Header()), credential, Sample.Now);

        Assert.Equal(HawkSubject.Key, Assert.Single(explanation.Findings).Subject);
        Assert.Equal(client.Text, explanation.ClientText);
    }

    [Fact]
    public void An_earlier_key_that_still_counts_is_no_finding_but_a_wrong_host_signed_with_it_is()
    {
        using var credential = new HawkCredential(Sample.Id, "new") { EarlierKeys = [new(Sample.Credential(), Sample.Now.AddSeconds(1))] };

        var good = HawkExplainer.Explain(OtherClient.Request(new OtherClient().Header()), credential, Sample.Now);
        var bad = HawkExplainer.Explain(OtherClient.Request(new OtherClient { Host = "localhost" }.Header()), credential, Sample.Now);

        Assert.Equal(HawkFailure.None, good.Failure);
        Assert.Equal(HawkSubject.Host, Assert.Single(bad.Findings).Subject);
    }

    [Fact]
    public void Another_algorithm_is_found()
    {
        Finds(new OtherClient { Hmac = HMACSHA512.HashData }, HawkSubject.Algorithm);
        Finds(new OtherClient { Hmac = HMACSHA384.HashData }, HawkSubject.Algorithm);
#pragma warning disable CA5350 // what an old client does
        Finds(new OtherClient { Hmac = HMACSHA1.HashData }, HawkSubject.Algorithm);
#pragma warning restore CA5350
    }

    [Fact]
    public void A_right_MAC_in_another_alphabet_is_found()
    {
        var client = new OtherClient();
        var mac = Convert.FromBase64String(client.Mac);
        foreach (var written in (string[])[Convert.ToHexString(mac), Convert.ToHexStringLower(mac), client.Mac.TrimEnd('='), System.Buffers.Text.Base64Url.EncodeToString(mac)])
            Finds(client, OtherClient.Request(client.Header().Replace(client.Mac, written, StringComparison.Ordinal)), HawkSubject.Mac);
    }

    [Fact]
    public void A_MAC_that_was_cut_is_said_to_be_none()
    {
        var client = new OtherClient();
        var explanation = Explain(OtherClient.Request(client.Header().Replace(client.Mac, client.Mac[..20], StringComparison.Ordinal)), Sample.Key);

        Assert.Equal(HawkSubject.Mac, Assert.Single(explanation.Findings).Subject);
        Assert.Null(explanation.ClientText);
        Assert.Equal(0, explanation.Tried);
    }

    [Fact]
    public void A_wrong_host_and_a_wrong_clock_are_both_said()
    {
        var client = new OtherClient { Host = "localhost" };

        var explanation = HawkExplainer.Explain(OtherClient.Request(client.Header()), Sample.Credential(), Sample.Now.AddMinutes(5));

        Assert.Equal([HawkSubject.Host, HawkSubject.Clock], explanation.Findings.Select(static finding => finding.Subject));
        Assert.Equal(HawkFailure.BadMac, explanation.Failure);
    }

    [Fact]
    public void A_wrong_key_is_not_given_any_cause()
    {
        var explanation = Explain(OtherClient.Request(new OtherClient { Key = "another"u8.ToArray() }.Header()), Sample.Key);

        Assert.Equal(HawkFailure.BadMac, explanation.Failure);
        Assert.Empty(explanation.Findings);
        Assert.Null(explanation.ClientText);
        Assert.Equal(new OtherClient().Text, explanation.ServerText);
        Assert.NotEmpty(explanation.Suggestions);
        Assert.Contains($"No cause could be proved: {explanation.Tried} variants were tried", explanation.ToString(), StringComparison.Ordinal);
    }

    static void FindsKey(OtherClient client, string here)
    {
        var explanation = Explain(OtherClient.Request(client.Header()), here);

        Assert.Equal(HawkSubject.Key, Assert.Single(explanation.Findings).Subject);
        Assert.Equal(client.Text, explanation.ClientText);
        Assert.DoesNotContain(here.Trim(), explanation.ToString(), StringComparison.Ordinal);
    }

    static HawkFinding Finds(OtherClient client, HawkSubject subject) => Finds(client, OtherClient.Request(client.Header()), subject);

    static HawkFinding Finds(OtherClient client, HawkReceivedRequest request, params HawkSubject[] subjects)
    {
        var explanation = Explain(request, Sample.Key);

        Assert.Equal(subjects, explanation.Findings.Select(static finding => finding.Subject));
        Assert.Equal(client.Text, explanation.ClientText);
        Assert.Equal(HawkFailure.BadMac, explanation.Failure);
        return explanation.Findings[0];
    }

    static HawkExplanation Explain(HawkReceivedRequest request, string key)
    {
        using var credential = new HawkCredential(Sample.Id, key);
        return HawkExplainer.Explain(request, credential, Sample.Now);
    }
}
