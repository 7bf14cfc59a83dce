namespace Hawk.Tests;

public class EarlierKeysTests
{
    static readonly DateTimeOffset _end = Sample.Now.AddDays(7);

    [Theory]
    [InlineData("current", 0, HawkFailure.None)]
    [InlineData("earlier", 0, HawkFailure.None)]
    [InlineData("earlier", 7 * 86400, HawkFailure.BadMac)]
    [InlineData("earlier", (7 * 86400) - 1, HawkFailure.None)]
    [InlineData("current", 7 * 86400, HawkFailure.None)]
    [InlineData("another", 0, HawkFailure.BadMac)]
    public void An_earlier_key_verifies_until_its_end(string key, int seconds, HawkFailure expected)
    {
        using var credential = Rotated("current", ("earlier", _end));
        using var client = new HawkCredential(Sample.Id, key);
        var header = Sample.Header(Sample.Sign(client).Value);

        Assert.Equal(expected, HawkServer.VerifyMac(in header, Sample.Target(), credential, Sample.Now.AddSeconds(seconds)));
    }

    [Fact]
    public void What_answers_a_request_is_made_with_the_key_of_the_request()
    {
        using var credential = Rotated("current", ("second", _end), ("first", _end));
        using var client = new HawkCredential(Sample.Id, "first");
        var signed = Sample.Sign(client, HawkPayload.FromBytes("text/plain", "body"u8));
        var header = Sample.Header(signed.Value);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, Sample.Target(), credential, Sample.Now, out var match));
        Assert.Same(credential.EarlierKeys[1].Credential, match.Credential);
        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, match.Credential, HawkPayload.FromBytes("text/plain", "body"u8)));

        var answer = HawkServer.SignResponse(in header, match.Target, match.Credential, HawkPayload.None);
        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(signed, client, answer, HawkResponseCheck.Required));

        var challenge = HawkServer.StaleChallenge(match.Credential, Sample.Now.AddHours(1));
        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(client, challenge, Sample.Now, out var offset));
        Assert.Equal(TimeSpan.FromHours(1), offset);
    }

    [Fact]
    public void An_earlier_key_may_have_another_algorithm()
    {
        using var legacy = HawkCredential.WithLegacySha1(Sample.Id, "earlier");
        using var credential = new HawkCredential(Sample.Id, "current") { EarlierKeys = [new HawkEarlierKey(legacy, _end)] };
        using var client = HawkCredential.WithLegacySha1(Sample.Id, "earlier");
        var header = Sample.Header(Sample.Sign(client, HawkPayload.FromBytes(default, "body"u8)).Value);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, Sample.Target(), credential, Sample.Now, out var match));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, match.Credential, HawkPayload.FromBytes(default, "body"u8)));
    }

    [Fact]
    public void A_credential_signs_with_its_current_key_only()
    {
        using var credential = Rotated("current", ("earlier", _end));
        using var current = new HawkCredential(Sample.Id, "current");
        var header = Sample.Header(Sample.Sign(credential).Value);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, Sample.Target(), current, Sample.Now));
    }

    [Fact]
    public void Disposing_wipes_the_earlier_keys_too()
    {
        var credential = Rotated("current", ("earlier", _end));
        var earlier = credential.EarlierKeys[0].Credential;

        credential.Dispose();

        Assert.Throws<ObjectDisposedException>(() => Sample.Sign(earlier));
    }

    [Fact]
    public void Earlier_keys_are_few_have_the_same_id_and_none_of_their_own()
    {
        using var stranger = new HawkCredential("another id", "earlier");
        using var rotated = Rotated("earlier", ("first", _end));

        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, "k") { EarlierKeys = [new HawkEarlierKey(stranger, _end)] });
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, "k") { EarlierKeys = [new HawkEarlierKey(rotated, _end)] });
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, "k") { EarlierKeys = [default] });
        Assert.Throws<ArgumentException>(() => Rotated("k", [.. Enumerable.Repeat(("x", _end), HawkCredential.MaxEarlierKeys + 1)]));
        Assert.Equal(HawkCredential.MaxEarlierKeys, Rotated("k", [.. Enumerable.Repeat(("x", _end), HawkCredential.MaxEarlierKeys)]).EarlierKeys.Count);
    }

    static HawkCredential Rotated(string key, params (string Key, DateTimeOffset End)[] earlier) => new(Sample.Id, key)
    {
        EarlierKeys = [.. earlier.Select(static item => new HawkEarlierKey(new HawkCredential(Sample.Id, item.Key), item.End))],
    };
}
