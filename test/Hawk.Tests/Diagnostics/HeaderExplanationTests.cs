using Hawk.Diagnostics;

namespace Hawk.Tests.Diagnostics;

/// <summary>Headers that follow no grammar, hosts that cannot be signed, and clocks.</summary>
public sealed class HeaderExplanationTests
{
    const string Rest = ", ts=\"1353832234\", nonce=\"j4h3g2\", mac=\"m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=\"";
    const string Good = "Hawk id=\"a\"" + Rest;

    public static TheoryData<string?, string> Faults => new()
    {
        { null, "no Authorization field" },
        { "", "no Authorization field" },
        { "Bearer secret", "the scheme Bearer" },
        { "topsecret", "a value of another scheme" },
        { "topsecret id=\"a\"", "a value of another scheme" },
        { "Hawk", "the word Hawk and nothing else" },
        { "Hawk ", "the word Hawk and nothing else" },
        { "Hawk: id=\"a\"", "':' after the word Hawk" },
        { "Authorization: Hawk id=\"a\"", "the name of the field inside its value" },
        { "\"Hawk id=1\"", "'\"' before the word Hawk" },
        { "{Hawk", "a value without a scheme" },
        { "Hawk id=\"" + new string('a', 5000) + "\"", "5010 characters" },
        { "Hawk id=\"a\",\r\n ts=\"1\"", "a line break at character 13" },
        { "Hawk id=a" + Rest, "no quote at character 9" },
        { "Hawk id='a'" + Rest, "a single quote at character 9" },
        { "Hawk id=\u201Ca\u201D" + Rest, "the typographic quote U+201C at character 9" },
        { "Hawk id =\"a\"" + Rest, "a blank beside the equal sign at character 9, or nothing after it" },
        { "Hawk id= \"a\"" + Rest, "a blank beside the equal sign at character 8, or nothing after it" },
        { "Hawk id\"a\"" + Rest, "'\"' at character 8" },
        { "Hawk id", "the end of the value" },
        { "Hawk , id=\"a\"" + Rest, "',' at character 6" },
        { "Hawk id=\"a\",," + Rest, "',' at character 13" },
        { "Hawk id=\"a\" ts=\"1\"", "something else at character 13" },
        { "Hawk id=\"a\"; ts=\"1\"", "';' at character 12" },
        { "Hawk id=\"a", "the value of id does not end" },
        { "Hawk id=\"\"" + Rest, "an empty id" },
        { "Hawk id=\"é\"" + Rest, "U+00E9 at character 10, in id" },
        { Good + ", ext=\"a\\\"b\"", "a backslash at character 105, in ext" },
        { Good + ", realm=\"x\"", "realm" },
        { Good + ", Ext=\"x\"", "Ext" },
        { Good + ", id=\"b\"", "id twice" },
        { "Hawk id=\"a\", ts=\"1\"", "no nonce, no mac" },
        { Good.Replace("1353832234", "1353832234.5", StringComparison.Ordinal), "1353832234.5" },
        { Good.Replace("1353832234", "-1", StringComparison.Ordinal), "-1" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_header_against_the_grammar_is_pointed_at(string? header, string received)
    {
        var explanation = HawkExplainer.Explain(OtherClient.Request("") with { Authorization = header }, Sample.Credential(), Sample.Now);

        var finding = Assert.Single(explanation.Findings);
        Assert.Equal(HawkSubject.Header, finding.Subject);
        Assert.Equal(received, finding.Received);
        Assert.Equal(HawkHeader.Parse(header, out _), explanation.Failure);
        Assert.DoesNotContain("m8r1rHbX", explanation.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", explanation.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mac=m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=\"")]
    [InlineData("mac=m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=")]
    [InlineData("mac\"m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=\"")]
    [InlineData("mac=\"m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=")]
    [InlineData("x mac=\"m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=\"")]
    public void No_piece_of_a_MAC_is_repeated_from_a_header_that_lost_its_quotes(string mac)
    {
        foreach (var header in (string[])[$"Hawk {mac}, id=\"a\"", $"Hawk id=\"a\", {mac}", $"Hawk id=\"a\" {mac}"])
        {
            var text = HawkExplainer.Explain(OtherClient.Request(header), Sample.Credential(), Sample.Now).ToString();

            foreach (var piece in (string[])["m8r1", "KIIh", "Cp2dU"])
                Assert.DoesNotContain(piece, text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(null, HawkSubject.Host)]
    [InlineData("", HawkSubject.Host)]
    [InlineData("a, b", HawkSubject.Host)]
    [InlineData("user@example.com", HawkSubject.Host)]
    [InlineData("http://example.com", HawkSubject.Host)]
    [InlineData("example.com:70000", HawkSubject.Host)]
    public void A_host_that_cannot_be_signed_is_said(string? host, HawkSubject subject)
    {
        var explanation = HawkExplainer.Explain(OtherClient.Request(Good) with { HostField = host }, Sample.Credential(), Sample.Now);

        Assert.Equal(subject, Assert.Single(explanation.Findings).Subject);
        Assert.Equal(HawkFailure.MalformedHeader, explanation.Failure);
        Assert.Null(explanation.ServerText);
    }

    [Fact]
    public void A_method_or_target_that_cannot_be_signed_is_said()
    {
        var request = OtherClient.Request(Good);

        Assert.Equal(HawkSubject.Method, Assert.Single(HawkExplainer.Explain(request with { Method = "GE T" }, null, Sample.Now).Findings).Subject);
        Assert.Equal(HawkSubject.Target, Assert.Single(HawkExplainer.Explain(request with { RawTarget = "" }, null, Sample.Now).Findings).Subject);
    }

    [Fact]
    public void A_right_request_has_nothing_wrong()
    {
        var client = new OtherClient();

        var explanation = HawkExplainer.Explain(OtherClient.Request(client.Header()), Sample.Credential(), Sample.Now);

        Assert.Equal(HawkFailure.None, explanation.Failure);
        Assert.Empty(explanation.Findings);
        Assert.Equal(client.Text, explanation.ServerText);
        Assert.Equal(client.Text, explanation.ClientText);
        Assert.Equal(0, explanation.Tried);
        Assert.StartsWith("Nothing is wrong with this request.\n", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_text_is_the_one_the_library_signs()
    {
        using var credential = Sample.Credential();
        var options = new HawkSignOptions { Ext = "some, data", App = "my-app", Dlg = "other" };
        var signed = HawkClient.Authorize(credential, HawkTarget.FromUri("put", new Uri("https://EXAMPLE.com/a?b")), Sample.Now, HawkPayload.FromBytes("a/b", "x"u8), options);
        var request = new HawkReceivedRequest { Method = "put", RawTarget = "/a?b", HostField = "example.com", IsTls = true, Authorization = signed.Value, Body = null };

        var explanation = HawkExplainer.Explain(request, credential, Sample.Now);

        Assert.Equal(signed.NormalizedText, explanation.ServerText);
        Assert.Equal(signed.NormalizedText, explanation.ClientText);
    }

    [Theory]
    [InlineData("/r?bewit=LIVE&")]
    [InlineData("/r?bewit=LIVE$&a=1")]
    [InlineData("http://host/r?bewit=LIVE")]
    [InlineData("/r&bewit=LIVE")]
    [InlineData("/r?BEWIT=LIVE")]
    [InlineData("/r?a=1&bewit=1&bewit=LIVE")]
    [InlineData("/r?%62ewi%74%3DLIVE")]
    [InlineData("/r?bewit%253dLIVE&a")]
    [InlineData("/r?bewit=LIVE\nLIVE")]
    [InlineData("/r?bewit= LIVE")]
    public void A_link_beside_a_header_is_never_shown(string rawTarget)
    {
        var request = OtherClient.Request(new OtherClient().Header()) with { RawTarget = rawTarget };
        AssertHidden(HawkExplainer.Explain(request, Sample.Credential(), Sample.Now));

        // What the client has signed is shown as well, and is proved to be another spelling of the same link.
        foreach (var signed in (string[])[rawTarget.TrimEnd('&'), rawTarget.Replace("%", "%25", StringComparison.Ordinal), rawTarget.ToLowerInvariant(), "http://example.com:8000" + rawTarget])
            AssertHidden(HawkExplainer.Explain(OtherClient.Request(new OtherClient { Target = signed.Replace('\n', '_') }.Header()) with { RawTarget = rawTarget }, Sample.Credential(), Sample.Now));
        Assert.DoesNotContain("LIVE", request.ToString(), StringComparison.OrdinalIgnoreCase);

        static void AssertHidden(HawkExplanation explanation)
        {
            Assert.DoesNotContain("LIVE", explanation.ToString(), StringComparison.OrdinalIgnoreCase);
            Assert.All(explanation.Findings, finding => Assert.DoesNotContain("LIVE", finding.ToString(), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public void Brackets_around_an_address_are_nothing_wrong()
    {
        var client = new OtherClient { Host = "::1" };

        var explanation = HawkExplainer.Explain(OtherClient.Request(client.Header()) with { HostField = "[::1]:8000" }, Sample.Credential(), Sample.Now);

        Assert.Equal(HawkFailure.None, explanation.Failure);
        Assert.Equal(client.Text, explanation.ClientText);
    }

    [Theory]
    [InlineData(61, "61 seconds behind")]
    [InlineData(-61, "61 seconds ahead of")]
    [InlineData(7200, "7200 seconds behind")]
    public void A_clock_that_is_off_is_said_with_its_distance_and_direction(int seconds, string words)
    {
        var explanation = HawkExplainer.Explain(OtherClient.Request(new OtherClient().Header()), Sample.Credential(), Sample.Now.AddSeconds(seconds));

        var finding = Assert.Single(explanation.Findings);
        Assert.Equal(HawkFailure.StaleTimestamp, explanation.Failure);
        Assert.Equal(HawkSubject.Clock, finding.Subject);
        Assert.Contains(words, finding.Signed, StringComparison.Ordinal);
        Assert.Contains("tsm", finding.Advice, StringComparison.Ordinal);
        Assert.Equal(seconds is 7200, finding.Advice.Contains("close to 2 h", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wider_skew_accepts_more() =>
        Assert.Equal(HawkFailure.None, HawkExplainer.Explain(
            OtherClient.Request(new OtherClient().Header()), Sample.Credential(), Sample.Now.AddSeconds(61), TimeSpan.FromSeconds(61)).Failure);

    [Fact]
    public void Milliseconds_are_recognised()
    {
        var client = new OtherClient { Timestamp = "1353832234000" };

        var finding = Assert.Single(HawkExplainer.Explain(OtherClient.Request(client.Header("", "1353832234000")), Sample.Credential(), Sample.Now).Findings);

        Assert.Equal(HawkSubject.Clock, finding.Subject);
        Assert.Contains("milliseconds", finding.Signed, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_id_is_found_although_the_MAC_does_not_cover_it()
    {
        var header = new OtherClient().Header().Replace(Sample.Id, "other", StringComparison.Ordinal);

        var explanation = HawkExplainer.Explain(OtherClient.Request(header), Sample.Credential(), Sample.Now);

        Assert.Equal(HawkSubject.Id, Assert.Single(explanation.Findings).Subject);
        Assert.Equal(HawkFailure.UnknownCredential, explanation.Failure);
    }

    [Fact]
    public void Without_a_credential_only_the_text_is_given()
    {
        var explanation = HawkExplainer.Explain(OtherClient.Request(Good), null, Sample.Now);

        Assert.Equal(HawkFailure.UnknownCredential, explanation.Failure);
        Assert.NotNull(explanation.ServerText);
        Assert.Equal(0, explanation.Tried);
    }

    [Fact]
    public void Programmers_mistakes_are_thrown()
    {
        var request = OtherClient.Request(new OtherClient().Header());
        var disposed = Sample.Credential();
        disposed.Dispose();

        Assert.Throws<ArgumentNullException>(() => HawkExplainer.Explain(null!, null, Sample.Now));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkExplainer.Explain(request, null, Sample.Now, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ObjectDisposedException>(() => HawkExplainer.Explain(request, disposed, Sample.Now));
    }
}
