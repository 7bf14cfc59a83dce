using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Hawk.Diagnostics;

namespace Hawk.Tests.Diagnostics;

/// <summary>Whatever arrives: no exception, no secret, no more work than promised.</summary>
public sealed class ExplanationProperties
{
    const string Mac = "m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=";

    static readonly Config TenThousand = Config.QuickThrowOnFailure.WithMaxTest(10_000).WithQuietOnSuccess(true);
    static readonly Config Hundred = Config.QuickThrowOnFailure.WithMaxTest(100).WithQuietOnSuccess(true);

    [Fact]
    public void No_header_makes_it_throw_or_repeat_a_MAC() => Prop.ForAll(Text(), static header =>
    {
        // Without a credential the reading alone: a search of 20,000 MACs for each of so many headers would take minutes.
        var explanation = HawkExplainer.Explain(OtherClient.Request(header) with { RawTarget = "/" }, null, Sample.Now);
        return (explanation.ServerText is not null || !explanation.ToString().Contains("m8r1", StringComparison.Ordinal)) // else it stands in a nonce, which may appear
            && !explanation.ToString().Any(static character => char.IsControl(character) && character is not '\n');
    }).Check(TenThousand);

    [Fact]
    public void No_target_host_or_method_makes_it_throw() => Prop.ForAll(Text(), Text(), static (text, other) =>
    {
        var request = new HawkReceivedRequest { Method = other, RawTarget = text, HostField = other, ContentType = text, OtherHosts = [text, other], Body = null };
        _ = HawkExplainer.Explain(request, null, Sample.Now).ToString() + request;
        _ = HawkExplainer.Explain(request with { Authorization = new OtherClient().Header() }, null, Sample.Now).ToString();
        return true;
    }).Check(TenThousand);

    [Fact]
    public void No_request_makes_the_search_throw_or_exceed_its_budget() => Prop.ForAll(Text(), Text(), static (text, other) =>
    {
        using var credential = new HawkCredential(Sample.Id, text.Length is 0 ? "k" : text);
        var body = Encoding.UTF8.GetBytes(other);
        var hash = new byte[32];
        PayloadHasher.TryHash(HawkAlgorithm.Sha256, "", "another"u8, hash, out _);
        var client = new OtherClient { Key = "x"u8.ToArray(), Hash = Convert.ToBase64String(hash) };
        var unmatched = OtherClient.Request(client.Header()) with { RawTarget = "/" + text, ContentType = other, Body = body, OtherHosts = ["a.example:1", text, other] };
        var explanation = HawkExplainer.Explain(unmatched, credential, Sample.Now);

        var right = Sample.Credential();
        var matched = OtherClient.Request((client with { Key = Encoding.UTF8.GetBytes(Sample.Key) }).Header($", hash=\"{client.Hash}\"")) with { ContentType = text, Body = body };
        return explanation.Tried <= 20_000 && HawkExplainer.Explain(matched, right, Sample.Now).Tried <= 20_000;
    }).Check(Hundred);

    [Fact]
    public void The_largest_search_stays_in_its_budget()
    {
        var request = OtherClient.Request(new OtherClient { Key = "x"u8.ToArray() }.Header(", ext=\"a%20b\", app=\"c d\", dlg=\"e%20f\"")) with
        {
            RawTarget = "/A/b%c3%a9/..//c;p/d+e%20f/?z=1&y=2&x=3&w=4&v=5&u=6&t=7&s=8&r=9&",
            HostField = "[0:0:0:0:0:0:0:1]:1",
            Body = "x"u8.ToArray(),
            OtherHosts = [.. Enumerable.Range(1, 50).Select(static number => $"host{number}.example:{number}")],
        };

        var explanation = HawkExplainer.Explain(request, Sample.Credential(), Sample.Now);

        Assert.InRange(explanation.Tried, 10_000, 20_000);
        Assert.DoesNotContain(explanation.Suggestions, static suggestion => suggestion.Contains("not everything was tried", StringComparison.Ordinal));
    }

    [Fact]
    public void Large_requests_are_cut_short_and_it_is_said()
    {
        var target = "/" + new string('x', 1 << 20);
        var longTarget = OtherClient.Request(new OtherClient { Key = "x"u8.ToArray() }.Header()) with { RawTarget = target };
        var longBody = OtherClient.Request(new OtherClient { Hash = "m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=" }.Header($", hash=\"{Mac}\"")) with { Body = new byte[10 << 20] };

        foreach (var request in (HawkReceivedRequest[])[longTarget, longBody])
        {
            var explanation = HawkExplainer.Explain(request, Sample.Credential(), Sample.Now);

            Assert.InRange(explanation.Tried, 1, 100);
            Assert.Contains(explanation.Suggestions, static suggestion => suggestion.Contains("not everything was tried", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Nothing_secret_is_in_any_text()
    {
        var hash = new byte[32];
        PayloadHasher.TryHash(HawkAlgorithm.Sha256, "", "body"u8, hash, out _);
        var hashText = Convert.ToBase64String(hash);
        foreach (var key in (string[])[Sample.Key, "another", Sample.Key + "\n"])
        {
            var client = new OtherClient { Key = Encoding.UTF8.GetBytes(key), Hash = hashText, Host = "localhost" };
            var request = OtherClient.Request(client.Header($", hash=\"{hashText}\"")) with { Body = "body"u8.ToArray() };
            var explanation = HawkExplainer.Explain(request, Sample.Credential(), Sample.Now);
            var findings = string.Concat(explanation.Findings) + string.Concat(explanation.Suggestions);
            var right = new OtherClient { Hash = hashText }.Mac;

            Assert.All([Sample.Key, client.Mac, right], secret => Assert.DoesNotContain(secret, explanation + findings + explanation.ServerText + explanation.ClientText + request, StringComparison.Ordinal));
            Assert.DoesNotContain(hashText, explanation + findings, StringComparison.Ordinal);
            Assert.Contains("(payload hash, 44 characters)", explanation.ToString(), StringComparison.Ordinal);
        }
    }

    static Arbitrary<string> Text()
    {
        var pieces = Gen.Elements(
            "Hawk", "hawk ", "id", "ts", "tsm", "mac", "nonce", "=", "=\"", "\"", "\\", ",", ", ", " ", "\t", "\n", "1353832234", "\0", "é", "\u202E", "\uD800",
            "[::1]", ":80", "http://", "%", "%c3%a9", "%zz", ".", "/", "?", "&", "bewit=", "BEWIT=", "YWJj", ";", "+", "utm=1", "“", Mac, $"mac=\"{Mac}\"", "[", "]");
        var spliced = Gen.ListOf(pieces).Select(static parts => string.Concat(parts));
        var header = new OtherClient().Header();
        var cut =
            from start in Gen.Choose(0, header.Length)
            from length in Gen.Choose(0, header.Length - start)
            from piece in pieces
            select header.Remove(start, length).Insert(start, piece);
        return Arb.From(Gen.OneOf(ArbMap.Default.GeneratorFor<string?>().Select(static text => text ?? ""), spliced, cut));
    }
}
