namespace Hawk.Tests;

public class MainPathTests
{
    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1353832234);

    [Fact]
    public void A_signed_request_passes_and_its_response_comes_back_verified()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var uri = new Uri("http://example.com:8000/resource/1?b=1&a=2");
        var signed = HawkClient.Authorize(
            credential, HawkTarget.FromUri("POST", uri), Now, HawkPayload.FromBytes("text/plain", "hello"u8), new HawkSignOptions { Ext = "some-app-data" });

        Assert.Equal(HawkFailure.None, HawkHeader.Parse(signed.Value, out var header));
        Assert.True(HawkTarget.TryFromHostField("POST", "/resource/1?b=1&a=2", "example.com:8000", isTls: false, out var target));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, in target, credential, Sample.Now, out var match));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyFreshness(in header, Now, HawkServer.DefaultSkew));
        Assert.Equal(HawkFailure.None, HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("Text/Plain; charset=utf-8", "hello"u8)));

        var answer = HawkServer.SignResponse(in header, match.Target, credential, HawkPayload.FromBytes("text/plain", "reply"u8), "response-specific");
        Assert.Equal(
            HawkResponseFailure.None,
            HawkClient.VerifyResponse(signed, credential, answer, HawkResponseCheck.Required, HawkPayload.FromBytes("text/plain", "reply"u8)));
        Assert.Equal(
            HawkResponseFailure.BadPayloadHash,
            HawkClient.VerifyResponse(signed, credential, answer, HawkResponseCheck.Required, HawkPayload.FromBytes("text/plain", "Reply"u8)));
    }

    [Fact]
    public void A_stale_client_learns_the_servers_time()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var field = $"Basic realm=\"x\", {HawkServer.StaleChallenge(credential, Now)}";

        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(credential, field, Now.AddSeconds(-90), out var offset));
        Assert.Equal(TimeSpan.FromSeconds(90), offset);
    }
}
