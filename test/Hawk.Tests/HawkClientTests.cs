namespace Hawk.Tests;

public class HawkClientTests
{
    [Theory]
    [InlineData("quo\"te")]
    [InlineData("back\\slash")]
    [InlineData("line\nfeed")]
    [InlineData("caf\u00E9")]
    [InlineData("\u007F")]
    public void A_text_no_header_can_carry_is_not_signed(string text)
    {
        using var credential = Sample.Credential();
        foreach (var options in (HawkSignOptions[])[new() { Ext = text }, new() { App = text }, new() { App = "a", Dlg = text }, new() { Nonce = text }])
            Assert.Throws<ArgumentException>(() => HawkClient.Authorize(credential, Sample.Target(), Sample.Now, HawkPayload.None, options));
        Assert.Throws<ArgumentException>(() => new HawkCredential(text, Sample.Key));
        var header = Sample.Header(Sample.Sign(credential).Value);
        Assert.Throws<ArgumentException>(() => HawkServer.SignResponse(in header, Sample.Target(), credential, HawkPayload.None, text));
    }

    [Fact]
    public void A_header_no_server_would_read_is_not_signed()
    {
        using var credential = Sample.Credential();
        var room = 4096 - HawkClient.Authorize(credential, Sample.Target(), Sample.Now, HawkPayload.None, new() { Ext = "x" }).Value.Length;

        var longest = HawkClient.Authorize(credential, Sample.Target(), Sample.Now, HawkPayload.None, new() { Ext = new string('x', room + 1) });
        Assert.Equal(4096, longest.Value.Length);
        Assert.Throws<ArgumentException>(
            () => HawkClient.Authorize(credential, Sample.Target(), Sample.Now, HawkPayload.None, new() { Ext = new string('x', room + 2) }));
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void A_nonce_or_an_id_that_fills_the_header_is_named_as_too_long(int length)
    {
        using var credential = Sample.Credential();
        using var longId = new HawkCredential(new string('i', length), Sample.Key);

        var byNonce = Assert.Throws<ArgumentException>(
            () => HawkClient.Authorize(credential, Sample.Target(), Sample.Now, HawkPayload.None, new() { Nonce = new string('n', length) }));
        var byId = Assert.Throws<ArgumentException>(() => Sample.Sign(longId));

        Assert.All([byNonce, byId], static refused => Assert.Contains("4096 characters", refused.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_media_type_outside_ascii_is_not_signed()
    {
        using var credential = Sample.Credential();

        Assert.Throws<ArgumentException>(() => Sample.Sign(credential, HawkPayload.FromBytes("te\u0130t/plain", [])));
    }

    [Fact]
    public void An_empty_target_or_a_time_before_1970_is_not_signed()
    {
        using var credential = Sample.Credential();

        Assert.Throws<ArgumentException>(() => HawkClient.Authorize(credential, default, Sample.Now));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkClient.Authorize(credential, Sample.Target(), DateTimeOffset.UnixEpoch.AddTicks(-1)));
    }

    [Fact]
    public void Every_nonce_is_new_and_has_22_characters()
    {
        using var credential = Sample.Credential();
        var nonces = Enumerable.Range(0, 1000).Select(_ => Sample.Sign(credential).Nonce).ToHashSet(StringComparer.Ordinal);

        Assert.Equal(1000, nonces.Count);
        Assert.All(nonces, static nonce => Assert.Matches("^[A-Za-z0-9_-]{22}$", nonce));
    }

    [Fact]
    public void An_absent_response_signature_is_judged_by_the_mode()
    {
        using var credential = Sample.Credential();
        var signed = Sample.Sign(credential);

        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(signed, credential, null, HawkResponseCheck.Off));
        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(signed, credential, null, HawkResponseCheck.IfPresent));
        Assert.Equal(HawkResponseFailure.MissingHeader, HawkClient.VerifyResponse(signed, credential, null, HawkResponseCheck.Required));
        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(signed, credential, "garbage", HawkResponseCheck.Off));
        Assert.Equal(HawkResponseFailure.MalformedHeader, HawkClient.VerifyResponse(signed, credential, "garbage", HawkResponseCheck.IfPresent));
        Assert.Equal(HawkResponseFailure.MalformedHeader, HawkClient.VerifyResponse(signed, credential, "Hawk ext=\"a\"", HawkResponseCheck.IfPresent));
    }

    [Fact]
    public void A_response_is_bound_to_its_request()
    {
        using var credential = Sample.Credential();
        var signed = Sample.Sign(credential);
        var header = Sample.Header(signed.Value);
        var answer = HawkServer.SignResponse(in header, Sample.Target(), credential, HawkPayload.None, "ext");

        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(signed, credential, answer, HawkResponseCheck.Required));
        Assert.Equal(HawkResponseFailure.BadMac, HawkClient.VerifyResponse(Sample.Sign(credential), credential, answer, HawkResponseCheck.Required));
        Assert.Equal(
            HawkResponseFailure.MissingPayloadHash,
            HawkClient.VerifyResponse(signed, credential, answer, HawkResponseCheck.Required, HawkPayload.FromBytes("text/plain", [])));
    }

    [Fact]
    public void A_request_cannot_pass_for_its_own_response()
    {
        using var credential = Sample.Credential();
        var signed = Sample.Sign(credential);
        var mac = Sample.Header(signed.Value).Mac.ToString();

        Assert.Equal(HawkResponseFailure.BadMac, HawkClient.VerifyResponse(signed, credential, $"Hawk mac=\"{mac}\"", HawkResponseCheck.Required));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("Basic realm=\"a, b\", {0}")]
    [InlineData("{0}, Basic realm=\"x\"")]
    [InlineData("Negotiate abc==, {0}")]
    [InlineData("Hawk realm=\"Realm\", {0}")]
    [InlineData("Hawk ts=\"1\", error=\"no proof\", {0}")]
    [InlineData("Digest realm=\"say \\\"Hawk ts=1\\\"\", {0}, Hawk")]
    [InlineData(", ,\t{0} ,")]
    public void The_servers_time_is_found_among_other_challenges(string field)
    {
        using var credential = Sample.Credential();
        var value = string.Format(System.Globalization.CultureInfo.InvariantCulture, field, HawkServer.StaleChallenge(credential, Sample.Now));

        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(credential, value, Sample.Now.AddHours(2).AddMilliseconds(700), out var offset));
        Assert.Equal(TimeSpan.FromHours(-2), offset);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Hawk")]
    [InlineData("Hawk realm=\"Realm\"")]
    [InlineData("Hawk error=\"Bad mac\"")]
    [InlineData("Basic ts=\"1353832234\"")]
    [InlineData("Basic realm=\"Hawk ts=\\\"1353832234\\\"\"")]
    [InlineData("Basic realm=\"unterminated, Hawk ts=")]
    public void A_field_without_a_time_teaches_nothing(string? value)
    {
        using var credential = Sample.Credential();

        Assert.Equal(HawkChallengeVerdict.NoServerTime, HawkClient.JudgeChallenge(credential, value, Sample.Now, out _));
    }

    [Theory]
    [InlineData("Hawk ts=\"1353832234\"")]
    [InlineData("Hawk ts=\"1353832234\" ntp=\"pool.ntp.org\"")]
    [InlineData("Hawk ts=\"1353832234\", tsm=\"\"")]
    [InlineData("Hawk ts=\"1353832234\", tsm=\"2mw1eh/qXzl0wJZ/E6XvBhRMEJN7L3j8AyMA8eItEb1=\"")]
    [InlineData("Hawk ts=\"1353832235\", tsm=\"2mw1eh/qXzl0wJZ/E6XvBhRMEJN7L3j8AyMA8eItEb0=\"")]
    [InlineData("Hawk ts=\"NaN\", tsm=\"2mw1eh/qXzl0wJZ/E6XvBhRMEJN7L3j8AyMA8eItEb0=\"")]
    [InlineData("Hawk ts=\"999999999999999\", tsm=\"2mw1eh/qXzl0wJZ/E6XvBhRMEJN7L3j8AyMA8eItEb0=\"")]
    [InlineData("Hawk ts=\"1353832234\", Basic tsm=\"2mw1eh/qXzl0wJZ/E6XvBhRMEJN7L3j8AyMA8eItEb0=\"")]
    public void A_time_without_its_proof_is_rejected(string value)
    {
        using var credential = Sample.Credential();

        Assert.Equal(HawkChallengeVerdict.Rejected, HawkClient.JudgeChallenge(credential, value, Sample.Now.AddDays(1), out var offset));
        Assert.Equal(TimeSpan.Zero, offset);
    }
}
