using Microsoft.Extensions.Time.Testing;

namespace Hawk.Tests;

public sealed class HawkVerifierTests : IDisposable
{
    static readonly byte[] Body = "a body"u8.ToArray();

    readonly FakeTimeProvider _clock = new(Sample.Now);
    readonly HawkCredential _credential = Sample.Credential();

    public void Dispose() => _credential.Dispose();

    [Fact]
    public async Task A_request_is_accepted_once_and_its_response_is_signed()
    {
        var verifier = Verifier();
        var signed = Sign();
        var request = Received(signed);

        var verdict = await VerifyAsync(verifier, request);
        Assert.True(verdict.IsAccepted);
        Assert.Equal(HawkFailure.None, verdict.Failure);
        Assert.Equal(0, verdict.StatusCode);
        Assert.Same(_credential, verdict.Credential);
        var answer = verdict.SignResponse("text/plain", "reply"u8);
        Assert.Equal(
            HawkResponseFailure.None,
            HawkClient.VerifyResponse(signed, _credential, answer, HawkResponseCheck.Required, HawkPayload.FromBytes("text/plain", "reply"u8)));

        var copy = await VerifyAsync(verifier, request);
        Assert.False(copy.IsAccepted);
        Assert.Equal(HawkFailure.Replay, copy.Failure);
        Assert.Equal(401, copy.StatusCode);
        Assert.Null(copy.SignResponse("text/plain", "reply"u8));
    }

    [Fact]
    public async Task Altered_and_stale_copies_do_not_use_up_the_nonce()
    {
        var verifier = Verifier();
        var request = Received(Sign());

        Assert.Equal(HawkFailure.BadMac, (await VerifyAsync(verifier, request with { RawTarget = "/other" })).Failure);
        Assert.Equal(HawkFailure.BadPayloadHash, (await VerifyAsync(verifier, request with { Body = "another"u8.ToArray() })).Failure);
        Assert.Equal(HawkFailure.BadPayloadHash, (await VerifyAsync(verifier, request with { Body = null })).Failure);
        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(HawkFailure.StaleTimestamp, (await VerifyAsync(verifier, request)).Failure);
        _clock.AdjustTime(Sample.Now);
        Assert.True((await VerifyAsync(verifier, request)).IsAccepted);
    }

    [Fact]
    public async Task A_stale_request_is_told_the_time_and_an_unknown_id_learns_nothing()
    {
        var verifier = Verifier();
        using var stranger = new HawkCredential("stranger", Sample.Key);
        var unknown = await VerifyAsync(verifier, Received(Sample.Sign(stranger)) with { Body = null });
        using var wrong = new HawkCredential(Sample.Id, "another key");
        var bad = await VerifyAsync(verifier, Received(Sample.Sign(wrong)) with { Body = null });
        _clock.Advance(TimeSpan.FromHours(1));
        var stale = await VerifyAsync(verifier, Received(Sign()));

        Assert.Equal(HawkFailure.UnknownCredential, unknown.Failure);
        Assert.Equal(HawkFailure.BadMac, bad.Failure);
        Assert.Equal((unknown.StatusCode, unknown.Challenge), (bad.StatusCode, bad.Challenge));
        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(_credential, stale.Challenge, Sample.Now, out var offset));
        Assert.Equal(TimeSpan.FromHours(1), offset);
    }

    [Theory]
    [InlineData(null, HawkFailure.NotHawk, 401)]
    [InlineData("Basic YTpi", HawkFailure.NotHawk, 401)]
    [InlineData("Hawk id=\"x\"", HawkFailure.MissingAttribute, 400)]
    [InlineData("Hawk what", HawkFailure.MalformedHeader, 400)]
    public async Task What_is_no_signature_is_refused(string? authorization, HawkFailure failure, int status)
    {
        var verdict = await VerifyAsync(Verifier(), Received(Sign()) with { Authorization = authorization });

        Assert.Equal((failure, status), (verdict.Failure, verdict.StatusCode));
    }

    [Theory]
    [InlineData(true, HawkFailure.MissingPayloadHash)]
    [InlineData(false, HawkFailure.None)]
    public async Task A_body_that_is_not_signed_passes_only_where_that_is_allowed(bool required, HawkFailure expected)
    {
        var verifier = Verifier(new HawkVerifierOptions { RequirePayloadHash = required });

        Assert.Equal(expected, (await VerifyAsync(verifier, Received(Sample.Sign(_credential)))).Failure);
    }

    [Fact]
    public async Task An_odd_host_is_refused_and_a_public_origin_replaces_it()
    {
        var request = Received(Sign()) with { HostField = "inner host" };
        var verifier = Verifier(new HawkVerifierOptions { PublicOrigin = new Uri("http://example.com:8000") });

        Assert.Equal(HawkFailure.MalformedHeader, (await VerifyAsync(Verifier(), request)).Failure);
        Assert.True((await VerifyAsync(verifier, request)).IsAccepted);
    }

    [Fact]
    public async Task A_link_opens_where_links_are_allowed_as_often_as_it_is_used_and_no_longer_than_it_lives()
    {
        var link = HawkClient.SignLink(_credential, Sample.Uri, Sample.Now, TimeSpan.FromMinutes(5));
        var request = new HawkReceivedRequest { Method = "GET", RawTarget = link.PathAndQuery, HostField = link.Authority };
        var verifier = Verifier(new HawkVerifierOptions { AllowBewit = true });

        Assert.Equal(HawkFailure.NotHawk, (await VerifyAsync(Verifier(), request)).Failure);
        for (var use = 0; use < 3; use++)
        {
            var verdict = await VerifyAsync(verifier, request);
            Assert.True(verdict.IsAccepted);
            Assert.Equal(Sample.Uri.PathAndQuery, verdict.Bewit?.Resource);
            Assert.Null(verdict.SignResponse("text/plain", []));
        }

        Assert.Equal(HawkFailure.InvalidMethod, (await VerifyAsync(verifier, request with { Method = "POST" })).Failure);
        Assert.Equal(HawkFailure.MultipleAuthentications, (await VerifyAsync(verifier, request with { Authorization = "Basic x" })).Failure);
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(HawkFailure.AccessExpired, (await VerifyAsync(verifier, request)).Failure);
    }

    [Fact]
    public async Task A_request_with_an_earlier_key_is_answered_with_it()
    {
        using var current = new HawkCredential(Sample.Id, "current") { EarlierKeys = [new HawkEarlierKey(Sample.Credential(), Sample.Now.AddDays(1))] };
        var verifier = new HawkVerifier(new HawkCredentialSet(current), timeProvider: _clock);
        var signed = Sign();

        var verdict = await VerifyAsync(verifier, Received(signed));

        Assert.Same(current, verdict.Credential);
        Assert.Equal(
            HawkResponseFailure.None, HawkClient.VerifyResponse(signed, _credential, verdict.SignResponse(null, []), HawkResponseCheck.Required));
    }

    [Fact]
    public async Task A_nonce_that_cannot_be_remembered_is_a_refusal()
    {
        var nonces = new InMemoryHawkNonceStore(new HawkNonceStoreOptions { Capacity = 2, MaxPerCredential = 1 }, _clock);
        var verifier = new HawkVerifier(new HawkCredentialSet(_credential), nonces, timeProvider: _clock);

        Assert.True((await VerifyAsync(verifier, Received(Sign()))).IsAccepted);
        var verdict = await VerifyAsync(verifier, Received(Sign()));
        Assert.Equal((HawkFailure.TooManyRequests, 429, null), (verdict.Failure, verdict.StatusCode, verdict.Challenge));
    }

    [Fact]
    public void Options_that_protect_nothing_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Verifier(new HawkVerifierOptions { ClockSkew = TimeSpan.Zero }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Verifier(new HawkVerifierOptions { ClockSkew = TimeSpan.FromDays(2) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Verifier(new HawkVerifierOptions { MaxBewitLifetime = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => Verifier(new HawkVerifierOptions { PublicOrigin = new Uri("/relative", UriKind.Relative) }));
    }

    static ValueTask<HawkVerdict> VerifyAsync(HawkVerifier verifier, HawkReceivedRequest request) =>
        verifier.VerifyAsync(request, TestContext.Current.CancellationToken);

    HawkVerifier Verifier(HawkVerifierOptions? options = null) => new(new HawkCredentialSet(_credential), options: options, timeProvider: _clock);

    HawkAuthorization Sign() => Sample.Sign(_credential, HawkPayload.FromBytes("text/plain", Body));

    static HawkReceivedRequest Received(HawkAuthorization signed) => new()
    {
        Method = "GET",
        RawTarget = Sample.Uri.PathAndQuery,
        HostField = "example.com:8000",
        Authorization = signed.Value,
        ContentType = "text/plain",
        Body = Body,
    };
}
