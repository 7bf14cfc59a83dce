using System.Buffers.Text;
using System.Text;

namespace Hawk.Tests;

public class HawkBewitTests
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    static readonly Uri File = new("https://example.com/files/report.pdf?v=2");

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public void A_signed_link_opens_its_resource(string method)
    {
        using var credential = Sample.Credential();
        var link = HawkClient.SignLink(credential, File, Sample.Now, Hour, "some-app-data");

        Assert.Equal(HawkFailure.None, HawkBewit.Parse(method, link.PathAndQuery, hasAuthorization: false, out var bewit));
        Assert.Equal(Sample.Id, bewit.Id.ToString());
        Assert.Equal("1353835834", bewit.Expires.ToString());
        Assert.Equal(1353835834, bewit.ExpiresSeconds);
        Assert.Equal(44, bewit.Mac.Length);
        Assert.Equal("some-app-data", bewit.Ext.ToString());
        Assert.Equal("/files/report.pdf?v=2", bewit.Resource);
        Assert.Equal(HawkFailure.None, Verify(link, credential, Sample.Now, method: method));
    }

    /// <summary>Section 11.1: what is signed when the parameter stands elsewhere, and what is no bewit parameter at all.</summary>
    [Theory]
    [InlineData("/r?bewit=@", "/r")]
    [InlineData("/r?bewit=@&a=1", "/r?a=1")]
    [InlineData("/r?a=1&bewit=@", "/r?a=1")]
    [InlineData("/r?a=1&bewit=@&b=2", "/r?a=1&b=2")]
    [InlineData("/r?&bewit=@", "/r?")]
    [InlineData("/r?a&&bewit=@", "/r?a&")]
    [InlineData("/r?bewit=@&&", "/r?&")]
    [InlineData("/r?a=?bewit=&bewit=@", "/r?a=?bewit=")]
    [InlineData("/r?bewit&bewit=@", "/r?bewit")]
    [InlineData("/r?xbewit=1&bewit=@&bewits=2", "/r?xbewit=1&bewits=2")]
    [InlineData("/r?bewit=@&", null)]
    [InlineData("/r&bewit=@", null)]
    [InlineData("/bewit=@", null)]
    [InlineData("/r?xbewit=@", null)]
    [InlineData("/r?BEWIT=@", null)]
    [InlineData("/r?%62ewit=@", null)]
    [InlineData("/r?bewit", null)]
    [InlineData("/r?a?bewit=@", null)]
    [InlineData("/r?bewit=$@", null)]
    [InlineData("http://example.com/r?bewit=@", null)]
    [InlineData("*", null)]
    [InlineData("", null)]
    [InlineData("?bewit=@", null)]
    public void The_parameter_is_found_in_the_query_only_and_taken_out(string rawTarget, string? resource)
    {
        var target = rawTarget.Replace("@", Encode(@"id\1353835834\mac\"), StringComparison.Ordinal);

        var failure = HawkBewit.Parse("GET", target, hasAuthorization: false, out var bewit);

        Assert.Equal(resource is null ? HawkFailure.NotHawk : HawkFailure.None, failure);
        Assert.Equal(resource ?? "", bewit.Resource);
        Assert.Equal(resource is not null, HawkBewit.IsIn(target));
    }

    /// <summary>Section 11.2: each line has the fault it is named after and every later one.</summary>
    [Theory]
    [InlineData("POST", "/r?a=1{long}", true, HawkFailure.NotHawk)]
    [InlineData("POST", "/r?bewit=\r\n&bewit={long}", true, HawkFailure.TargetTooLong)]
    [InlineData("POST", "/r?a=\n&bewit=", true, HawkFailure.MalformedHeader)]
    [InlineData("POST", "/r?bewit=*&bewit=", true, HawkFailure.EmptyBewit)]
    [InlineData("POST", "/r?bewit=*&bewit=*", true, HawkFailure.InvalidMethod)]
    [InlineData("get", "/r?bewit=*", true, HawkFailure.InvalidMethod)]
    [InlineData("OPTIONS", "/r?bewit=*", true, HawkFailure.InvalidMethod)]
    [InlineData("", "/r?bewit=*", true, HawkFailure.InvalidMethod)]
    [InlineData("GET", "/r?bewit=*", true, HawkFailure.MultipleAuthentications)]
    [InlineData("GET", "/r?bewit=*&bewit=*", false, HawkFailure.MultipleAuthentications)]
    [InlineData("HEAD", "/r?bewit=*&a=1&bewit=*&", false, HawkFailure.MultipleAuthentications)]
    [InlineData("GET", "/r?bewit=*", false, HawkFailure.InvalidBewitEncoding)]
    [InlineData("GET", "/r?bewit=YVxcY1x4===", false, HawkFailure.InvalidBewitEncoding)]
    [InlineData("GET", "/r?bewit=YVx%63Y1x4", false, HawkFailure.InvalidBewitEncoding)]
    [InlineData("GET", "/r?bewit=a", false, HawkFailure.InvalidBewitEncoding)]
    [InlineData("GET", "/r?bewit==", false, HawkFailure.InvalidBewitStructure)]
    [InlineData("GET", "/r?bewit=abd", false, HawkFailure.InvalidBewitEncoding)]
    [InlineData("GET", "/r?bewit=abcd", false, HawkFailure.InvalidBewitStructure)]
    public void The_faults_of_a_request_are_looked_for_in_order(string method, string rawTarget, bool hasAuthorization, HawkFailure expected)
    {
        var target = rawTarget.Replace("{long}", new string('a', 4096), StringComparison.Ordinal);

        Assert.Equal(expected, HawkBewit.Parse(method, target, hasAuthorization, out var bewit));
        Assert.True(bewit.Id.IsEmpty);
    }

    [Theory]
    [InlineData(@"id\1\mac", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\1\mac\ext\", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"\x\é\", HawkFailure.MissingBewitAttributes)]
    [InlineData(@"id\\mac\", HawkFailure.MissingBewitAttributes)]
    [InlineData(@"id\1\\ext", HawkFailure.MissingBewitAttributes)]
    [InlineData(@"id\NaN\mac\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\-1\mac\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\1e9\mac\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\ 1\mac\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\1234567890123456\mac\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"i""d\1\mac\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData("id\\1\\mac\\e\nxt", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\1\mac\éxt", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\1\mäc\ext", HawkFailure.InvalidBewitStructure)]
    [InlineData(@"id\123456789012345\mac\", HawkFailure.None)]
    [InlineData(@"an id\0001\mac\a, b = c", HawkFailure.None)]
    public void The_four_parts_follow_the_grammar_of_attributes_and_the_expiry_is_digits(string text, HawkFailure expected)
    {
        var failure = HawkBewit.Parse("GET", "/r?bewit=" + Encode(text), hasAuthorization: false, out var bewit);

        Assert.Equal(expected, failure);
        var parts = failure is HawkFailure.None ? string.Join('\\', bewit.Id.ToString(), bewit.Expires.ToString(), bewit.Mac.ToString(), bewit.Ext.ToString()) : "";
        Assert.Equal(failure is HawkFailure.None ? text : "", parts);
    }

    [Theory]
    [InlineData("", HawkFailure.None)]
    [InlineData("=", HawkFailure.None)]
    [InlineData("==", HawkFailure.None)]
    [InlineData("===", HawkFailure.InvalidBewitEncoding)]
    public void Up_to_two_signs_of_padding_are_ignored(string padding, HawkFailure expected)
    {
        using var credential = Sample.Credential();
        var link = HawkClient.SignLink(credential, File, Sample.Now, Hour).PathAndQuery;

        Assert.DoesNotContain('=', link[link.IndexOf("bewit=", StringComparison.Ordinal)..]["bewit=".Length..]);
        Assert.Equal(expected, Judge(link + padding, credential));
    }

    [Fact]
    public void A_bewit_has_one_spelling_only()
    {
        using var credential = Sample.Credential();
        foreach (var ext in (string[])["", "a", "ab"])
        {
            var link = HawkClient.SignLink(credential, File, Sample.Now, Hour, ext).PathAndQuery;
            foreach (var last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
                Assert.Equal(last == link[^1], Judge(link[..^1] + last, credential) is HawkFailure.None);
        }
    }

    [Theory]
    [InlineData(-3600_000, HawkFailure.None)]
    [InlineData(-1, HawkFailure.None)]
    [InlineData(0, HawkFailure.AccessExpired)]
    [InlineData(1, HawkFailure.AccessExpired)]
    public void A_link_expires_without_any_skew(int milliseconds, HawkFailure expected)
    {
        using var credential = Sample.Credential();
        var link = HawkClient.SignLink(credential, File, Sample.Now, Hour);

        Assert.Equal(expected, Verify(link, credential, Sample.Now + Hour + TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Theory]
    [InlineData(3600_000, HawkFailure.None)]
    [InlineData(3599_999, HawkFailure.BewitLifetimeTooLong)]
    public void A_link_that_lives_longer_than_the_server_allows_is_refused(int milliseconds, HawkFailure expected)
    {
        using var credential = Sample.Credential();
        var link = HawkClient.SignLink(credential, File, Sample.Now, Hour);
        var cap = TimeSpan.FromMilliseconds(milliseconds);

        Assert.Equal(expected, Verify(link, credential, Sample.Now, cap));
        Assert.Equal(HawkFailure.None, Verify(link, credential, Sample.Now.AddMilliseconds(1), cap));
    }

    [Fact]
    public void Without_a_cap_any_expiry_is_accepted()
    {
        using var credential = Sample.Credential();
        var target = HawkTarget.FromUri("GET", File);
        var bewit = HawkClient.CreateBewit(credential, in target, DateTimeOffset.MaxValue);
        var link = new Uri(File.AbsoluteUri + "&bewit=" + bewit);

        Assert.Equal(HawkFailure.None, Verify(link, credential, DateTimeOffset.MinValue));
        Assert.Equal(HawkFailure.BewitLifetimeTooLong, Verify(link, credential, Sample.Now, TimeSpan.FromDays(365_000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Verify(link, credential, Sample.Now, TimeSpan.Zero));
    }

    [Fact]
    public void The_mac_is_verified_before_the_expiry()
    {
        using var credential = Sample.Credential();
        using var another = new HawkCredential(Sample.Id, "another");
        var link = HawkClient.SignLink(another, File, Sample.Now, Hour);

        Assert.Equal(HawkFailure.BadMac, Verify(link, credential, Sample.Now + Hour));
        Assert.Equal(HawkFailure.AccessExpired, Verify(link, another, Sample.Now + Hour));
    }

    [Fact]
    public void A_request_signature_does_not_open_a_link()
    {
        using var credential = Sample.Credential();
        var now = Sample.Now.AddHours(1);
        var signed = HawkClient.Authorize(credential, HawkTarget.FromUri("GET", File), now);
        var forged = Encode($@"{Sample.Id}\{signed.Timestamp}\{Sample.Header(signed.Value).Mac}\");

        Assert.Equal(HawkFailure.BadMac, Judge($"{File.PathAndQuery}&bewit={forged}", credential));
    }

    [Theory]
    [InlineData("https://example.org/files/report.pdf?v=2")]
    [InlineData("https://example.com:8443/files/report.pdf?v=2")]
    [InlineData("https://example.com/files/report.pdf?v=3")]
    [InlineData("https://example.com/files/report.pdf?v=2&a=1")]
    [InlineData("https://example.com/files/report.pdf")]
    public void A_bewit_opens_no_other_resource(string url)
    {
        using var credential = Sample.Credential();
        var target = HawkTarget.FromUri("GET", File);
        var bewit = HawkClient.CreateBewit(credential, in target, Sample.Now + Hour);

        Assert.Equal(HawkFailure.None, Verify(new Uri($"{File}&bewit={bewit}"), credential, Sample.Now));
        var separator = url.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        Assert.Equal(HawkFailure.BadMac, Verify(new Uri($"{url}{separator}bewit={bewit}"), credential, Sample.Now));
    }

    [Fact]
    public void An_earlier_key_opens_its_links_until_its_end()
    {
        using var earlier = new HawkCredential(Sample.Id, "earlier");
        using var credential = new HawkCredential(Sample.Id, "current") { EarlierKeys = [new HawkEarlierKey(earlier, Sample.Now.AddMinutes(1))] };
        var link = HawkClient.SignLink(earlier, File, Sample.Now, Hour);
        Assert.Equal(HawkFailure.None, HawkBewit.Parse("GET", link.PathAndQuery, hasAuthorization: false, out var bewit));
        var target = HawkTarget.FromUri("GET", link);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyBewit(in bewit, in target, credential, Sample.Now, Hour, out var match));
        Assert.Same(earlier, match.Credential);
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyBewit(in bewit, in target, credential, Sample.Now.AddMinutes(1), Hour, out match));
        Assert.Null(match.Credential);
        Assert.Equal(HawkFailure.UnknownCredential, HawkServer.VerifyBewit(in bewit, in target, credential: null, Sample.Now, Hour, out match));
        Assert.Null(match.Credential);
    }

    [Theory]
    [InlineData("[2001:db8::1]")]
    [InlineData("2001:db8::1")]
    public void A_link_to_an_IPv6_host_opens_however_the_host_was_spelled(string signedHost)
    {
        using var credential = Sample.Credential();
        Assert.True(HawkTarget.TryCreate("GET", "/r", signedHost, 8000, out var signedTarget));
        var rawTarget = "/r?bewit=" + HawkClient.CreateBewit(credential, in signedTarget, Sample.Now + Hour);
        Assert.Equal(HawkFailure.None, HawkBewit.Parse("GET", rawTarget, hasAuthorization: false, out var bewit));

        Assert.True(HawkTarget.TryFromHostField("GET", rawTarget, "[2001:DB8:0:0::1]:8000", isTls: false, out var target));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyBewit(in bewit, in target, credential, Sample.Now, Hour, out var match));
        Assert.Equal(signedHost, match.Target.Host.ToString());

        Assert.True(HawkTarget.TryFromHostField("GET", rawTarget, "[2001:db8::2]:8000", isTls: false, out var another));
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyBewit(in bewit, in another, credential, Sample.Now, Hour, out _));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData(@"a\b")]
    [InlineData("a\nb")]
    [InlineData("é")]
    public void A_text_that_servers_would_refuse_is_not_signed(string ext)
    {
        using var credential = Sample.Credential();

        Assert.Throws<ArgumentException>(() => HawkClient.SignLink(credential, File, Sample.Now, Hour, ext));
        Assert.Throws<ArgumentException>(() => HawkClient.CreateBewit(credential, HawkTarget.FromUri("GET", File), Sample.Now, ext));
    }

    [Theory]
    [InlineData("https://example.com/r?bewit=x")]
    [InlineData("https://example.com/r?a=1&bewit=&b=2")]
    [InlineData("https://user:password@example.com/r")]
    [InlineData("https://user@example.com/r")]
    public void A_link_that_would_be_refused_is_not_made(string url)
    {
        using var credential = Sample.Credential();

        Assert.Throws<ArgumentException>(() => HawkClient.SignLink(credential, new Uri(url), Sample.Now, Hour));
    }

    [Fact]
    public void A_bewit_for_no_path_or_for_nothing_is_not_made()
    {
        using var credential = Sample.Credential();

        Assert.Throws<ArgumentException>(() => HawkClient.CreateBewit(credential, default, Sample.Now));
        Assert.Throws<ArgumentException>(() =>
        {
            Assert.True(HawkTarget.TryCreate("OPTIONS", "*", "example.com", 80, out var target));
            HawkClient.CreateBewit(credential, in target, Sample.Now);
        });
        Assert.Throws<ArgumentOutOfRangeException>(
            () => HawkClient.CreateBewit(credential, HawkTarget.FromUri("GET", File), DateTimeOffset.FromUnixTimeSeconds(-1)));
    }

    [Fact]
    public void A_link_lives_more_than_no_time_and_no_more_than_a_week()
    {
        using var credential = Sample.Credential();
        var week = HawkClient.MaxLinkLifetime;

        Assert.Equal(TimeSpan.FromDays(7), week);
        Assert.Equal(HawkFailure.None, Verify(HawkClient.SignLink(credential, File, Sample.Now, week), credential, Sample.Now, week));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.SignLink(credential, File, Sample.Now, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.SignLink(credential, File, Sample.Now, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.SignLink(credential, File, Sample.Now, week + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_link_is_as_long_as_servers_accept_and_no_longer()
    {
        using var credential = Sample.Credential();
        var length = HawkClient.SignLink(credential, new Uri("https://example.com/"), Sample.Now, Hour).PathAndQuery.Length;
        var longest = new Uri("https://example.com/" + new string('a', 4096 - length));

        var link = HawkClient.SignLink(credential, longest, Sample.Now, Hour);
        Assert.Equal(4096, link.PathAndQuery.Length);
        Assert.Equal(HawkFailure.None, Verify(link, credential, Sample.Now));
        Assert.Throws<ArgumentException>(() => HawkClient.SignLink(credential, new Uri(longest.AbsoluteUri + "a"), Sample.Now, Hour));
    }

    [Theory]
    [InlineData("https://example.com/doc.pdf#page=3", "https://example.com/doc.pdf?bewit=@#page=3")]
    [InlineData("http://EXAMPLE.com:8080", "http://example.com:8080/?bewit=@")]
    [InlineData("https://example.com/?", "https://example.com/?&bewit=@")]
    [InlineData("https://bücher.example/ü?q=ü", "https://bücher.example/%C3%BC?q=%C3%BC&bewit=@")]
    [InlineData("https://[2001:DB8::1]:8443/a%2Fb;p=1?x=%26", "https://[2001:db8::1]:8443/a%2Fb;p=1?x=%26&bewit=@")]
    public void A_link_is_the_same_url_with_the_parameter_at_the_end_of_its_query(string url, string expected)
    {
        using var credential = Sample.Credential();

        var link = HawkClient.SignLink(credential, new Uri(url), Sample.Now, Hour);

        var target = HawkTarget.FromUri("GET", new Uri(url));
        var bewit = HawkClient.CreateBewit(credential, in target, Sample.Now + Hour);
        Assert.Equal(expected.Replace("@", bewit, StringComparison.Ordinal), link.AbsoluteUri);
        Assert.Equal(HawkFailure.None, Verify(link, credential, Sample.Now));
    }

    [Fact]
    public void Neither_the_text_of_a_bewit_nor_its_absence_gives_away_what_could_be_replayed()
    {
        using var credential = Sample.Credential();
        var link = HawkClient.SignLink(credential, File, Sample.Now, Hour);
        HawkBewit.Parse("GET", link.PathAndQuery, hasAuthorization: false, out var bewit);

        Assert.Equal("Hawk id=\"dh37fgj492je\"", bewit.ToString());
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyBewit(default, HawkTarget.FromUri("GET", File), credential, Sample.Now, Hour, out _));
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyBewit(in bewit, default, credential, Sample.Now, Hour, out _));
        Assert.False(HawkBewit.IsIn(null));
    }

    static HawkFailure Verify(Uri link, HawkCredential credential, DateTimeOffset now, TimeSpan? maxLifetime = null, string method = "GET")
    {
        var parsed = HawkBewit.Parse(method, link.PathAndQuery, hasAuthorization: false, out var bewit);
        var target = HawkTarget.FromUri(method, link);
        return parsed is HawkFailure.None ? HawkServer.VerifyBewit(in bewit, in target, credential, now, maxLifetime ?? TimeSpan.MaxValue, out _) : parsed;
    }

    static HawkFailure Judge(string rawTarget, HawkCredential credential)
    {
        Assert.True(HawkTarget.TryCreate("GET", rawTarget, File.Host, File.Port, out var target));
        var parsed = HawkBewit.Parse("GET", rawTarget, hasAuthorization: false, out var bewit);
        return parsed is HawkFailure.None ? HawkServer.VerifyBewit(in bewit, in target, credential, Sample.Now, TimeSpan.MaxValue, out _) : parsed;
    }

    static string Encode(string text) => Base64Url.EncodeToString(Encoding.Latin1.GetBytes(text));
}
