namespace Hawk.Tests;

public class HawkHeaderTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("0001353832234", 1353832234)]
    [InlineData("999999999999999", 999999999999999)]
    public void A_timestamp_of_up_to_15_digits_is_accepted(string text, long seconds)
    {
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(WithTimestamp(text), out var header));

        Assert.Equal(seconds, header.TimestampSeconds);
        Assert.Equal(text, header.Timestamp.ToString());
    }

    [Theory]
    [InlineData("1000000000000000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("1e9")]
    [InlineData("0x10")]
    public void A_timestamp_that_is_not_a_plain_number_is_refused(string text)
    {
        Assert.Equal(HawkFailure.MalformedHeader, HawkHeader.Parse(WithTimestamp(text), out _, out var message));
        Assert.Equal("Bad attribute value: ts", message);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("ts")]
    [InlineData("nonce")]
    [InlineData("mac")]
    public void A_header_without_a_required_attribute_is_refused(string missing)
    {
        string[] attributes = ["id=\"a\"", "ts=\"1\"", "nonce=\"b\"", "mac=\"c\""];
        var value = "Hawk " + string.Join(", ", attributes.Where(attribute => !attribute.StartsWith(missing, StringComparison.Ordinal)));

        Assert.Equal(HawkFailure.MissingAttribute, HawkHeader.Parse(value, out _, out var message));
        Assert.Equal("Missing attributes", message);
    }

    [Theory]
    [InlineData("Hawk\u00A0id=\"a\", ts=\"1\", nonce=\"b\", mac=\"c\"")]
    [InlineData("Hawk\nid=\"a\", ts=\"1\", nonce=\"b\", mac=\"c\"")]
    [InlineData("Hawk id=\"a\",\u00A0ts=\"1\", nonce=\"b\", mac=\"c\"")]
    [InlineData("Hawk id=\"a\",\u3000ts=\"1\", nonce=\"b\", mac=\"c\"")]
    [InlineData("Hawk id=\"a\", ts=\"1\", nonce=\"b\", mac=\"c\"\u2028")]
    public void Only_space_and_tab_are_blanks(string value) => Assert.Equal(HawkFailure.MalformedHeader, HawkHeader.Parse(value, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer x.y.z")]
    [InlineData("AWS4-HMAC-SHA256 Credential=x")]
    [InlineData("Hawks id=\"a\"")]
    public void Another_scheme_may_try(string? value)
    {
        Assert.Equal(HawkFailure.NotHawk, HawkHeader.Parse(value, out _));
        Assert.False(HawkHeader.HasHawkScheme(value));
    }

    [Theory]
    [InlineData("Hawk")]
    [InlineData("hAWK id=\"a\"")]
    [InlineData("Hawk\tid=\"a\"")]
    public void The_scheme_is_recognised_in_any_case(string value) => Assert.True(HawkHeader.HasHawkScheme(value));

    [Fact]
    public void A_header_may_have_4096_characters_and_no_more()
    {
        const string Start = "Hawk id=\"a\", ts=\"1\", nonce=\"b\", mac=\"c\", ext=\"";
        var longest = Start + new string('x', 4096 - Start.Length - 1) + "\"";

        Assert.Equal(HawkFailure.None, HawkHeader.Parse(longest, out var header));
        Assert.Equal(4096 - Start.Length - 1, header.Ext.Length);
        Assert.Equal(HawkFailure.MalformedHeader, HawkHeader.Parse(longest + " ", out _, out var message));
        Assert.Equal("Header length too long", message);
    }

    [Fact]
    public void Commas_and_equal_signs_belong_to_a_value()
    {
        var header = Sample.Header("Hawk id=\"a, b=c\", ts=\"1\", nonce=\"b\", mac=\"c\", ext=\"x=1, mac=2\"");

        Assert.Equal("a, b=c", header.Id.ToString());
        Assert.Equal("x=1, mac=2", header.Ext.ToString());
        Assert.True(header.HasExt);
        Assert.False(header.HasHash || header.HasApp || header.HasDlg);
    }

    [Fact]
    public void A_header_that_was_never_parsed_verifies_nothing()
    {
        using var credential = Sample.Credential();
        var target = Sample.Target();

        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMac(default, in target, credential, Sample.Now));
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMac(Sample.Header(Sample.Sign(credential).Value), default, credential, Sample.Now));
    }

    static string WithTimestamp(string text) => $"Hawk id=\"a\", ts=\"{text}\", nonce=\"b\", mac=\"c\"";
}
