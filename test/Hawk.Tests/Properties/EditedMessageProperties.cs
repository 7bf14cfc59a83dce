using System.Text;

namespace Hawk.Tests.Properties;

/// <summary>A signed message verifies, and with an edited character in its signature, its host or itself it does not (section 12).</summary>
public class EditedMessageProperties
{
    [Fact]
    public void A_signed_message_verifies_and_an_edited_one_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var port = Math.Max(1, request.Port);
        var body = request.Body ?? [];
        var signed = HawkClient.SignMessage(credential, request.Host, port, body, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), request.Nonce);
        Assert.Equal(HawkFailure.None, HawkMessage.Parse(Encoding.UTF8.GetBytes(signed.ToJson()), out var message));

        Assert.Equal(HawkFailure.None, Verify(message!, request.Host, port, body));
        Assert.Equal(HawkFailure.BadMessageHash, Verify(message!, request.Host, port, TextEdit.Apply(random, body)));
        Assert.Equal(HawkFailure.BadMac, Verify(message!, request.Host, 1 + (port % 65535), body));

        // The exception: another spelling of the same host.
        var host = TextEdit.Apply(random, request.Host);
        Assert.True(Verify(message!, host, port, body) is HawkFailure.BadMac || HostSpelling.AreSame(host, request.Host), $"{host} for {request.Host}");

        // The exceptions: blanks, and other spellings of a character in JSON.
        var edited = TextEdit.Apply(random, Encoding.UTF8.GetBytes(signed.ToJson()));
        if (HawkMessage.Parse(edited, out var other) is HawkFailure.None && other!.Id == request.Id && Verify(other, request.Host, port, body) is HawkFailure.None)
            Assert.True(other.ToJson() == signed.ToJson(), $"{Encoding.Latin1.GetString(edited)} for {signed.ToJson()}");

        HawkFailure Verify(HawkMessage claimed, string claimedHost, int claimedPort, byte[] payload) =>
            HawkServer.VerifyMessage(claimed, claimedHost, claimedPort, payload, credential, Sample.Now, out _);
    });
}
