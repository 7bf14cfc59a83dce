using Microsoft.Extensions.Time.Testing;

namespace Hawk.Tests;

public class HawkServerTests
{
    [Theory]
    [InlineData(HawkAlgorithm.Sha256, 44)]
    [InlineData(HawkAlgorithm.Sha384, 64)]
    [InlineData(HawkAlgorithm.Sha512, 88)]
    public void Every_algorithm_verifies_what_it_signed(HawkAlgorithm algorithm, int macLength)
    {
        using var credential = Sample.Credential(algorithm);
        var header = Sample.Header(Sample.Sign(credential).Value);
        var target = Sample.Target();

        Assert.Equal(macLength, header.Mac.Length);
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, in target, credential, Sample.Now));
    }

    [Fact]
    public void A_mac_in_another_spelling_is_refused()
    {
        using var credential = Sample.Credential();
        var target = Sample.Target();
        var signed = Sample.Sign(credential);
        var mac = Sample.Header(signed.Value).Mac.ToString();

        // 32 bytes leave two unused bits in the 43rd character: three more characters decode to the same bytes.
        var last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".IndexOf(mac[42], StringComparison.Ordinal);
        var sameBytes = mac[..42] + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"[last ^ 1] + "=";
        Assert.Equal(Convert.FromBase64String(mac), Convert.FromBase64String(sameBytes));
        foreach (var other in (string[])[sameBytes, mac.TrimEnd('='), mac + "=", mac + " ", mac.ToLowerInvariant(), "x"])
        {
            var header = Sample.Header(signed.Value.Replace(mac, other, StringComparison.Ordinal));
            Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMac(in header, in target, credential, Sample.Now));
        }
    }

    [Theory]
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    public void An_IPv6_host_is_accepted_with_and_without_brackets(string clientHost, string signedHost)
    {
        using var credential = Sample.Credential();
        Assert.True(HawkTarget.TryCreate("GET", "/", clientHost, 8000, out var clientTarget));
        var signed = HawkClient.Authorize(credential, in clientTarget, Sample.Now);
        var header = Sample.Header(signed.Value);
        Assert.True(HawkTarget.TryFromHostField("GET", "/", "[2001:DB8:0:0::1]:8000", isTls: true, out var target));

        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, in target, credential, Sample.Now, out var match));
        Assert.Equal(signedHost, match.Target.Host.ToString());
        var answer = HawkServer.SignResponse(in header, match.Target, credential, HawkPayload.None);
        Assert.Equal(HawkResponseFailure.None, HawkClient.VerifyResponse(signed, credential, answer, HawkResponseCheck.Required));

        Assert.True(HawkTarget.TryFromHostField("GET", "/", "[2001:db8::2]:8000", isTls: true, out var another));
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMac(in header, in another, credential, Sample.Now));
    }

    [Theory]
    [InlineData(-60_001, HawkFailure.StaleTimestamp)]
    [InlineData(-60_000, HawkFailure.None)]
    [InlineData(0, HawkFailure.None)]
    [InlineData(60_000, HawkFailure.None)]
    [InlineData(60_001, HawkFailure.StaleTimestamp)]
    public void The_window_is_exact_to_the_millisecond_in_both_directions(int milliseconds, HawkFailure expected)
    {
        using var credential = Sample.Credential();
        var header = Sample.Header(Sample.Sign(credential).Value);

        Assert.Equal(expected, HawkServer.VerifyFreshness(in header, Sample.Now.AddMilliseconds(milliseconds), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void The_largest_timestamp_is_stale_and_no_skew_means_the_exact_second()
    {
        var largest = Sample.Header("Hawk id=\"a\", ts=\"999999999999999\", nonce=\"b\", mac=\"c\"");
        using var credential = Sample.Credential();
        var header = Sample.Header(Sample.Sign(credential).Value);

        Assert.Equal(HawkFailure.StaleTimestamp, HawkServer.VerifyFreshness(in largest, DateTimeOffset.MinValue, TimeSpan.FromDays(365)));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyFreshness(in header, Sample.Now, TimeSpan.Zero));
        Assert.Equal(HawkFailure.StaleTimestamp, HawkServer.VerifyFreshness(in header, Sample.Now.AddMilliseconds(1), TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => HawkServer.VerifyFreshness(default(HawkHeader), Sample.Now, TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public void A_body_is_verified_against_the_hash_whole_or_hashed_on_the_way()
    {
        using var credential = Sample.Credential();
        var header = Sample.Header(Sample.Sign(credential, HawkPayload.FromBytes("text/plain", "hello"u8)).Value);
        Assert.True(PayloadHasher.TryCreate(HawkAlgorithm.Sha256, " TEXT/Plain ;q=1", out var hasher));
        using var _ = hasher;
        hasher.Append("hel"u8);
        hasher.Append("lo"u8);

        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromHash(hasher.Finish())));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("text/plain", "hello"u8)));
        Assert.Equal(HawkFailure.BadPayloadHash, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("text/plain", "hello\n"u8)));
        Assert.Equal(HawkFailure.BadPayloadHash, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("text/html", "hello"u8)));
        Assert.Equal(HawkFailure.BadPayloadHash, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("te\u0130t/plain", "hello"u8)));
        Assert.Equal(HawkFailure.BadPayloadHash, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("text\n/plain", "hello"u8)));
    }

    [Fact]
    public void A_body_without_a_hash_is_told_apart_and_no_body_is_a_mistake()
    {
        using var credential = Sample.Credential();
        var header = Sample.Header(Sample.Sign(credential).Value);

        Assert.Equal(HawkFailure.MissingPayloadHash, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("text/plain", [])));
        Assert.Throws<ArgumentException>(() => HawkServer.VerifyPayload(default, credential, HawkPayload.None));
        var hashed = Sample.Header(Sample.Sign(credential, HawkPayload.FromBytes("text/plain", "hello"u8)).Value);
        Assert.Throws<ArgumentException>(() => HawkServer.VerifyPayload(in hashed, credential, HawkPayload.FromHash(new byte[20])));
    }

    [Fact]
    public void A_mac_that_does_not_match_names_neither_a_key_nor_a_target()
    {
        using var credential = Sample.Credential();
        using var wrong = new HawkCredential(Sample.Id, "another key");
        var target = Sample.Target();
        var header = Sample.Header(Sample.Sign(wrong).Value);
        var link = HawkClient.SignLink(wrong, Sample.Uri, Sample.Now, TimeSpan.FromHours(1));
        Assert.Equal(HawkFailure.None, HawkBewit.Parse("GET", link.PathAndQuery, hasAuthorization: false, out var bewit));
        var message = HawkClient.SignMessage(wrong, "example.com", 8000, "x"u8, Sample.Now);

        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMac(in header, in target, credential, Sample.Now, out var match));
        AssertIsDefault(match);
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyBewit(in bewit, in target, credential, Sample.Now, TimeSpan.FromDays(1), out match));
        AssertIsDefault(match);
        Assert.Equal(HawkFailure.BadMac, HawkServer.VerifyMessage(message, "example.com", 8000, "x"u8, credential, Sample.Now, out match));
        AssertIsDefault(match);
        Assert.Equal(HawkFailure.UnknownCredential, HawkServer.VerifyMac(in header, in target, credential: null, Sample.Now, out match));
        AssertIsDefault(match);

        static void AssertIsDefault(in HawkMatch match)
        {
            Assert.Null(match.Credential);
            Assert.True(match.Target.Host.IsEmpty && match.Target.Resource.IsEmpty && match.Target.Method.IsEmpty && match.Target.Port is 0);
        }
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(-120)]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_nonce_recorded_with_too_small_a_skew_is_forgotten_no_sooner_than_its_request_is_stale(int first)
    {
        using var credential = Sample.Credential();
        var header = Sample.Header(Sample.Sign(credential).Value);
        var clock = new FakeTimeProvider(Sample.Now.AddSeconds(first));
        var store = new InMemoryHawkNonceStore(new HawkNonceStoreOptions(), clock);
        var accepted = 0;

        for (var seconds = first; seconds < 7200; seconds++, clock.Advance(TimeSpan.FromSeconds(1)))
        {
            Assert.Equal(HawkFailure.None, HawkServer.VerifyFreshness(in header, clock.GetUtcNow(), TimeSpan.FromHours(2)));
            var failure = await HawkServer.RecordNonceAsync(
                store, header, credential, clock.GetUtcNow(), TimeSpan.FromSeconds(1), HawkServer.NonceMargin, TestContext.Current.CancellationToken);
            accepted += failure is HawkFailure.None ? 1 : 0;
        }

        Assert.Equal(first < 56 ? 1 : 0, accepted);
    }

    [Fact]
    public void A_hasher_that_has_finished_is_not_used_again()
    {
        Assert.True(PayloadHasher.TryCreate(HawkAlgorithm.Sha256, "text/plain", out var hasher));
        using var _ = hasher;
        hasher.Append("hello"u8);
        hasher.Finish();

        Assert.Throws<InvalidOperationException>(() => hasher.Append("more"u8));
        Assert.Throws<InvalidOperationException>(() => hasher.Finish());
        Assert.Throws<InvalidOperationException>(() => hasher.Finish(new byte[32]));
    }

    [Fact]
    public void Unknown_credentials_and_a_bad_mac_read_alike_in_public()
    {
        Assert.Equal(HawkFailure.BadMac.Challenge(), HawkFailure.UnknownCredential.Challenge());
        Assert.Equal(HawkFailure.BadMac.StatusCode(), HawkFailure.UnknownCredential.StatusCode());
        Assert.NotEqual(HawkFailure.BadMac.Message(), HawkFailure.UnknownCredential.Message(), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(HawkFailure.NotHawk, 401, "Hawk")]
    [InlineData(HawkFailure.MalformedHeader, 400, null)]
    [InlineData(HawkFailure.MissingAttribute, 400, null)]
    [InlineData(HawkFailure.MissingPayloadHash, 401, "Hawk error=\"Missing required payload hash\"")]
    [InlineData(HawkFailure.BadPayloadHash, 401, "Hawk error=\"Bad payload hash\"")]
    [InlineData(HawkFailure.StaleTimestamp, 401, "Hawk error=\"Stale timestamp\"")]
    [InlineData(HawkFailure.Replay, 401, "Hawk error=\"Invalid nonce\"")]
    public void Every_refusal_has_its_status_and_challenge(HawkFailure failure, int status, string? challenge)
    {
        Assert.Equal(status, failure.StatusCode());
        Assert.Equal(challenge, failure.Challenge());
        Assert.NotEmpty(failure.Message());
    }
}
