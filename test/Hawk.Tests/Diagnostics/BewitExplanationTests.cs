using System.Buffers.Text;
using System.Text;
using Hawk.Diagnostics;

namespace Hawk.Tests.Diagnostics;

/// <summary>Links: what the client signed, and what became of it on its way.</summary>
public sealed class BewitExplanationTests
{
    static readonly long Expires = Sample.Now.ToUnixTimeSeconds() + 60;

    [Fact]
    public void A_right_link_has_nothing_wrong()
    {
        var explanation = Explain($"/a?b=1&bewit={Bewit("/a?b=1")}");

        Assert.Equal(HawkFailure.None, explanation.Failure);
        Assert.Equal(Text("/a?b=1"), explanation.ClientText);
    }

    [Theory]
    [InlineData("/a", "?bewit=", "&utm_source=x&utm_medium=y")]
    [InlineData("/a?b=1", "&bewit=", "&utm_source=x&utm_medium=y")]
    [InlineData("/a?b=1", "&bewit=", "&x=1&fbclid=y")]
    public void Parameters_that_were_added_behind_the_link_are_found(string signed, string separator, string added)
    {
        var explanation = Explain($"{signed}{separator}{Bewit(signed)}{added}");

        var finding = Assert.Single(explanation.Findings);
        Assert.Equal(HawkSubject.Target, finding.Subject);
        Assert.Equal(signed, finding.Signed);
        Assert.Equal(Text(signed), explanation.ClientText);
        Assert.Equal(HawkFailure.BadMac, explanation.Failure);
    }

    [Fact]
    public void A_link_for_another_host_and_one_signed_with_the_method_HEAD_are_found()
    {
        Assert.Equal(HawkSubject.Host, Assert.Single(Explain($"/a?bewit={Bewit("/a", host: "localhost")}").Findings).Subject);
        Assert.Equal(HawkSubject.Method, Assert.Single(Explain($"/a?bewit={Bewit("/a", method: "HEAD")}").Findings).Subject);
        Assert.Equal(HawkSubject.Layout, Assert.Single(Explain($"/a?bewit={Bewit("/a", tag: "hawk.1.header")}").Findings).Subject);
    }

    [Fact]
    public void A_link_that_has_expired_is_found()
    {
        var explanation = HawkExplainer.Explain(Request($"/a?bewit={Bewit("/a")}"), Sample.Credential(), Sample.Now.AddSeconds(90));

        Assert.Equal(HawkFailure.AccessExpired, explanation.Failure);
        Assert.Contains("30 seconds ago", Assert.Single(explanation.Findings).Signed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_lives_too_long_is_found()
    {
        var month = Explain($"/a?bewit={Bewit("/a", expires: Expires + (30 * 24 * 3600))}");
        var milliseconds = Explain($"/a?bewit={Bewit("/a", expires: Expires * 1000)}");

        Assert.Equal(HawkFailure.BewitLifetimeTooLong, month.Failure);
        Assert.Equal(HawkSubject.Clock, Assert.Single(month.Findings).Subject);
        Assert.Contains("milliseconds", Assert.Single(milliseconds.Findings).Signed, StringComparison.Ordinal);
    }

    public static TheoryData<string, HawkFailure, HawkSubject> Faults => new()
    {
        { "/a?bewit=", HawkFailure.EmptyBewit, HawkSubject.Bewit },
        { "/a?bewit=YQ&bewit=Yg", HawkFailure.MultipleAuthentications, HawkSubject.Bewit },
        { "/a?bewit=a+b/", HawkFailure.InvalidBewitEncoding, HawkSubject.Bewit },
        { "/a?bewit=YQ%3D%3D", HawkFailure.InvalidBewitEncoding, HawkSubject.Bewit },
        { "/a?bewit=YWJjZ", HawkFailure.InvalidBewitEncoding, HawkSubject.Bewit },
        { "/a?bewit=YWJj", HawkFailure.InvalidBewitStructure, HawkSubject.Bewit },
        { "/a?bewit=XFxc", HawkFailure.MissingBewitAttributes, HawkSubject.Bewit },
        { "/a?BEWIT=YWJj", HawkFailure.NotHawk, HawkSubject.Bewit },
        { "/a&bewit=YWJj", HawkFailure.NotHawk, HawkSubject.Bewit },
        { "/a?bewit=YWJj&", HawkFailure.NotHawk, HawkSubject.Bewit },
        { "http://example.com/a?bewit=YWJj", HawkFailure.NotHawk, HawkSubject.Bewit },
        { "/a?bewit=YWJj&x=" + new string('x', 5000), HawkFailure.TargetTooLong, HawkSubject.Target },
        { "/a?bewit=YWJj\n", HawkFailure.MalformedHeader, HawkSubject.Target },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_link_against_the_grammar_is_pointed_at(string target, HawkFailure failure, HawkSubject subject)
    {
        var explanation = Explain(target);

        Assert.Equal(failure, explanation.Failure);
        Assert.Equal(subject, Assert.Single(explanation.Findings).Subject);
        Assert.DoesNotContain("YWJj", explanation.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_method_and_two_authentications_are_said()
    {
        var request = Request($"/a?bewit={Bewit("/a")}");

        var posted = HawkExplainer.Explain(request with { Method = "POST" }, Sample.Credential(), Sample.Now);
        var twice = HawkExplainer.Explain(request with { Authorization = "Basic eDp5" }, Sample.Credential(), Sample.Now);

        Assert.Equal((HawkFailure.InvalidMethod, HawkSubject.Method), (posted.Failure, Assert.Single(posted.Findings).Subject));
        Assert.Equal((HawkFailure.MultipleAuthentications, HawkSubject.Bewit), (twice.Failure, Assert.Single(twice.Findings).Subject));
    }

    [Fact]
    public void The_link_itself_is_never_repeated()
    {
        var bewit = Bewit("/elsewhere", host: "elsewhere.example");
        var request = Request($"/a?bewit={bewit}");

        var explanation = HawkExplainer.Explain(request, Sample.Credential(), Sample.Now);

        Assert.Empty(explanation.Findings);
        Assert.DoesNotContain(bewit, explanation + explanation.ServerText + request, StringComparison.Ordinal);
    }

    static HawkExplanation Explain(string target) => HawkExplainer.Explain(Request(target), Sample.Credential(), Sample.Now);

    static HawkReceivedRequest Request(string target) => new() { Method = "GET", RawTarget = target, HostField = "example.com:8000", Body = null };

    static string Text(string target, string host = "example.com", string method = "GET", string tag = "hawk.1.bewit", long? expires = null) =>
        $"{tag}\n{expires ?? Expires}\n\n{method}\n{target}\n{host}\n8000\n\n\n";

    static string Bewit(string target, string host = "example.com", string method = "GET", string tag = "hawk.1.bewit", long? expires = null)
    {
        var mac = new OtherClient { Text = Text(target, host, method, tag, expires) }.Mac;
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes($@"{Sample.Id}\{expires ?? Expires}\{mac}\"));
    }
}
