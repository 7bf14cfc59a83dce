using System.Text;

namespace Hawk.Tests;

public class HawkMessageTests
{
    const string Json = """{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""";

    [Fact]
    public void A_signed_message_travels_as_json_and_verifies()
    {
        using var credential = Sample.Credential();
        var sent = HawkClient.SignMessage(credential, "Example.com", 8080, "some message"u8, Sample.Now).ToJson();

        Assert.Equal(HawkFailure.None, HawkMessage.Parse(Encoding.UTF8.GetBytes(sent), out var message));
        Assert.Equal(Sample.Id, message!.Id);
        Assert.Equal(1353832234, message.Timestamp);
        Assert.Equal(22, message.Nonce.Length);
        Assert.Equal(44, message.Hash.Length);
        Assert.Equal(44, message.Mac.Length);
        Assert.Equal(sent, message.ToJson());
        Assert.Equal("Hawk id=\"dh37fgj492je\"", message.ToString());
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMessage(message, "example.COM", 8080, "some message"u8, credential, Sample.Now, out var match));
        Assert.Same(credential, match.Credential);
        Assert.NotEqual(message.Nonce, HawkClient.SignMessage(credential, "example.com", 8080, "some message"u8, Sample.Now).Nonce);
    }

    [Theory]
    [InlineData("example.com", 8080, "some message", HawkFailure.None)]
    [InlineData("example.com", 8080, "some message\n", HawkFailure.BadMessageHash)]
    [InlineData("example.com", 8080, "", HawkFailure.BadMessageHash)]
    [InlineData("example.org", 8080, "", HawkFailure.BadMac)]
    [InlineData("example.com", 80, "some message", HawkFailure.BadMac)]
    [InlineData("example.com", 0, "some message", HawkFailure.BadMac)]
    [InlineData("example.com", 8080 + 65536, "some message", HawkFailure.BadMac)]
    [InlineData("example.com/", 8080, "some message", HawkFailure.BadMac)]
    [InlineData("", 8080, "some message", HawkFailure.BadMac)]
    public void The_mac_is_verified_first_and_then_the_hash(string host, int port, string text, HawkFailure expected)
    {
        using var credential = Sample.Credential();
        var message = HawkClient.SignMessage(credential, "example.com", 8080, "some message"u8, Sample.Now);

        Assert.Equal(expected, HawkServer.VerifyMessage(message, host, port, Encoding.UTF8.GetBytes(text), credential, Sample.Now, out _));
    }

    [Fact]
    public void An_earlier_key_of_another_algorithm_verifies_until_its_end()
    {
        using var earlier = HawkCredential.WithLegacySha1(Sample.Id, "earlier");
        using var credential = new HawkCredential(Sample.Id, "current") { EarlierKeys = [new HawkEarlierKey(earlier, Sample.Now.AddMinutes(1))] };
        var message = HawkClient.SignMessage(earlier, "example.com", 8080, "x"u8, Sample.Now);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMessage(message, "example.com", 8080, "x"u8, credential, Sample.Now, out var match));
        Assert.Same(earlier, match.Credential);
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMessage(message, "example.com", 8080, "x"u8, credential, Sample.Now.AddMinutes(1), out match));
        Assert.Null(match.Credential);
        Assert.Equal(HawkFailure.UnknownCredential, HawkServer.VerifyMessage(message, "example.com", 8080, "x"u8, credential: null, Sample.Now, out _));
    }

    [Theory]
    [InlineData("[2001:db8::1]", "2001:DB8:0::1")]
    [InlineData("2001:db8::1", "[2001:db8::1]")]
    public void An_IPv6_host_is_accepted_in_both_spellings(string sender, string receiver)
    {
        using var credential = Sample.Credential();
        var message = HawkClient.SignMessage(credential, sender, 8080, "x"u8, Sample.Now);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMessage(message, receiver, 8080, "x"u8, credential, Sample.Now, out var match));
        Assert.Equal(sender, match.Target.Host.ToString());
    }

    [Theory]
    [InlineData(-60_001, HawkFailure.StaleTimestamp)]
    [InlineData(-60_000, HawkFailure.None)]
    [InlineData(60_000, HawkFailure.None)]
    [InlineData(60_001, HawkFailure.StaleTimestamp)]
    public void The_window_is_exact_to_the_millisecond(int milliseconds, HawkFailure expected)
    {
        using var credential = Sample.Credential();
        var message = HawkClient.SignMessage(credential, "example.com", 8080, "x"u8, Sample.Now);

        Assert.Equal(expected, HawkServer.VerifyFreshness(message, Sample.Now.AddMilliseconds(milliseconds), HawkServer.DefaultSkew));
    }

    [Fact]
    public void A_timestamp_in_text_verifies_as_it_was_written()
    {
        using var credential = Sample.Credential();
        var message = HawkClient.SignMessage(credential, "example.com", 8080, "x"u8, Sample.Now);
        var text = Parsed(message.ToJson().Replace("1353832234", "\"1353832234\"", StringComparison.Ordinal));
        var padded = Parsed(message.ToJson().Replace("1353832234", "\"01353832234\"", StringComparison.Ordinal));

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMessage(text, "example.com", 8080, "x"u8, credential, Sample.Now, out _));
        Assert.Equal(message.ToJson(), text.ToJson());
        Assert.Equal(Sample.Now.ToUnixTimeSeconds(), padded.Timestamp);
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMessage(padded, "example.com", 8080, "x"u8, credential, Sample.Now, out _));
        Assert.Contains("\"01353832234\"", padded.ToJson(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"mac":"d","hash":"c","nonce":"b","ts":"1353832234","id":"a"}""")]
    [InlineData(""" { "id" : "a", "ts" : 1353832234, "nonce" : "b", "hash" : "\u0063", "\u006dac" : "d" } """)]
    [InlineData("""{"id":"a","more":{"id":["x",{}]},"ts":1353832234,"nonce":"b","hash":"c","mac":"d","Mac":null}""")]
    public void Members_are_found_in_any_order_and_others_are_not_looked_at(string json) => Assert.Equal(Json, Parsed(json).ToJson());

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d"},""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}{}""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d",}""")]
    [InlineData("""[{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}]""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"c","MAC":"d"}""")]
    [InlineData("""{"id":"","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":7,"ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":null,"ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":["a"],"ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a\"","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b\n","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"\\","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"é"}""")]
    [InlineData("""{"id":"\ud800","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"\ud800":1,"id":"a","ts":1353832234,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":true,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":"NaN","nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":"","nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":-1,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1.0,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1e9,"nonce":"b","hash":"c","mac":"d"}""")]
    [InlineData("""{"id":"a","ts":1234567890123456,"nonce":"b","hash":"c","mac":"d"}""")]
    public void Anything_but_the_five_members_is_refused(string json)
    {
        Assert.Equal(HawkFailure.InvalidMessage, HawkMessage.Parse(Encoding.UTF8.GetBytes(json), out var message));
        Assert.Null(message);
    }

    [Fact]
    public void A_text_of_4096_bytes_is_read_and_a_longer_one_is_not()
    {
        Assert.Equal(4096, HawkMessage.MaxJsonLength);
        Assert.Equal(HawkFailure.None, HawkMessage.Parse(Encoding.UTF8.GetBytes(Json.PadRight(4096)), out _));
        Assert.Equal(HawkFailure.InvalidMessage, HawkMessage.Parse(Encoding.UTF8.GetBytes(Json.PadRight(4097)), out _));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused()
    {
        byte[] json = [.. """{"id":"a"""u8, 0xFF, .. "\",\"ts\":1,\"nonce\":\"b\",\"hash\":\"c\",\"mac\":\"d\"}"u8];

        Assert.Equal(HawkFailure.InvalidMessage, HawkMessage.Parse(json, out _));
    }

    [Fact]
    public void What_a_server_would_refuse_is_not_signed()
    {
        using var credential = Sample.Credential();

        Assert.Throws<ArgumentException>(() => HawkClient.SignMessage(credential, "", 80, "x"u8, Sample.Now));
        Assert.Throws<ArgumentException>(() => HawkClient.SignMessage(credential, "example.com:80", 80, "x"u8, Sample.Now));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.SignMessage(credential, "example.com", 0, "x"u8, Sample.Now));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.SignMessage(credential, "example.com", 65536, "x"u8, Sample.Now));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.SignMessage(credential, "example.com", 80, "x"u8, DateTimeOffset.FromUnixTimeSeconds(-1)));
        Assert.Throws<ArgumentException>(() => HawkClient.SignMessage(credential, "example.com", 80, "x"u8, Sample.Now, "a\"b"));
        Assert.Throws<ArgumentException>(() => HawkClient.SignMessage(credential, "example.com", 80, "x"u8, Sample.Now, new string('a', 4096)));
    }

    static HawkMessage Parsed(string json)
    {
        Assert.Equal(HawkFailure.None, HawkMessage.Parse(Encoding.UTF8.GetBytes(json), out var message));
        return message!;
    }
}
