using Hawk.Diagnostics;

namespace Hawk.Tests;

public class HawkTextTests
{
    [Fact]
    public void The_text_of_a_received_request_has_the_mac_of_its_header()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var signed = HawkClient.Authorize(
            credential,
            HawkTarget.FromUri("post", new Uri("http://Example.com:8000/a?b=1")),
            Sample.Now,
            HawkPayload.FromBytes("text/plain", "x"u8),
            new HawkSignOptions { Ext = "e", App = "a", Dlg = "d" });
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(signed.Value, out var header));
        Assert.True(HawkTarget.TryFromHostField("POST", "/a?b=1", "EXAMPLE.com:8000", isTls: false, out var target));

        var text = HawkText.OfRequest(in header, in target);

        Assert.Equal(signed.NormalizedText, text.ToString());
        Assert.Equal(header.Mac.ToString(), text.ComputeMac(credential));
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    public void No_part_can_shift_a_line(string value)
    {
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Nonce = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Method = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Resource = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Host = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Hash = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", App = value });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Dlg = value });
        Assert.EndsWith(value.Contains('\n') ? "\na\\nb\n" : "\na\rb\n", new HawkText { Timestamp = "1", Ext = value }.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_brought_to_one_case_is_ascii()
    {
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Host = "é" });
        Assert.Throws<ArgumentException>(() => new HawkText { Timestamp = "1", Method = "é" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HawkText { Timestamp = "1", Port = 65536 });
        Assert.Equal("hawk.1.header\n1\né\n\n/é\n\n0\n\n\n", new HawkText { Timestamp = "1", Nonce = "é", Resource = "/é" }.ToString());
    }

    [Fact]
    public void The_text_of_a_time_is_two_lines_and_its_mac_the_one_of_a_stale_challenge()
    {
        using var credential = new HawkCredential("a", "b");
        var text = new HawkText { Kind = HawkTextKind.Timestamp, Timestamp = "1353832234" };

        Assert.Equal("hawk.1.ts\n1353832234\n", text.ToString());
        Assert.Contains($"tsm=\"{text.ComputeMac(credential)}\"", HawkServer.StaleChallenge(credential, DateTimeOffset.FromUnixTimeSeconds(1353832234)), StringComparison.Ordinal);
    }
}
