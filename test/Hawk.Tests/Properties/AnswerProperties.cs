using Hawk.Wire;

namespace Hawk.Tests.Properties;

/// <summary>What a client believes of an answer: what the holder of the key signed for this very request, to the character (sections 8.1 and 10).</summary>
public class AnswerProperties
{
    [Fact]
    public void A_signed_response_verifies_and_an_edited_one_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var signed = request.Sign(credential);
        var body = RandomRequest.Bytes(random);
        var answer = Answer(request, signed, credential, body);

        var edited = TextEdit.Apply(random, answer);

        Assert.Equal(HawkResponseFailure.None, Verify(signed, credential, answer, body));
        Assert.Equal(HawkResponseFailure.BadPayloadHash, Verify(signed, credential, answer, TextEdit.Apply(random, body)));

        // The exceptions: blanks around commas, a comma at the end, and the case of the scheme are not part of any attribute.
        Assert.True(Verify(signed, credential, edited, body) is not HawkResponseFailure.None || IsSame(edited, answer), $"{edited} for {answer}");
    });

    [Fact]
    public void A_response_field_in_the_usual_form_and_in_another_say_the_same()
    {
        var (parsed, refused) = (0, 0);
        Cases.Run(random =>
        {
            var request = RandomRequest.Next(random);
            using var credential = request.Credential();
            var value = Answer(request, request.Sign(credential), credential, RandomRequest.Bytes(random));
            for (var edits = random.Below(3); edits > 0; edits--)
                value = TextEdit.Apply(random, value);
            if (!value.StartsWith("Hawk ", StringComparison.Ordinal))
                return;
            var other = value.Insert("Hawk".Length, " "); // a second blank, which nobody writes

            var fault = Read(value, out var parts);

            Assert.Equal(fault, Read(other, out var same));
            Assert.Equal(parts, same);
            _ = fault is HeaderFault.None ? parsed++ : refused++;
        });
        Assert.True(parsed > 10_000 && refused > 10_000, $"{parsed} parsed, {refused} refused");
    }

    [Fact]
    public void A_response_to_another_request_is_refused() => Cases.Run(static random =>
    {
        var request = RandomRequest.Next(random);
        using var credential = request.Credential();
        var body = RandomRequest.Bytes(random);
        var answer = Answer(request, request.Sign(credential), credential, body);
        SignedRequest[] others =
        [
            request with { Nonce = request.Nonce + "x" },
            request with { Timestamp = request.Timestamp + 1 },
            request with { Resource = request.Resource + "x" },
            request with { Port = (request.Port + 1) % 65536 },
            request with { Method = request.Method + "x" },
            request with { App = (request.App ?? "") + "x" },
        ];

        var other = others[random.Below(others.Length)];
        Assert.True(Verify(other.Sign(credential), credential, answer, body) is HawkResponseFailure.BadMac, $"{answer} for {other}");
    });

    [Fact]
    public void A_stale_challenge_is_trusted_and_one_with_an_edited_time_or_mac_is_not() => Cases.Run(static random =>
    {
        using var credential = RandomRequest.Next(random).Credential();
        var time = (long)random.Below(int.MaxValue);
        var challenge = HawkServer.StaleChallenge(credential, DateTimeOffset.FromUnixTimeSeconds(time));

        Assert.Equal(HawkChallengeVerdict.Trusted, HawkClient.JudgeChallenge(credential, challenge, Sample.Now, out var offset));
        Assert.Equal(time, (Sample.Now + offset).ToUnixTimeSeconds());
        foreach (var name in (string[])[" ts=\"", "tsm=\""])
        {
            var start = challenge.IndexOf(name, StringComparison.Ordinal) + name.Length;
            var edited = TextEdit.ApplyWithin(random, challenge, start, challenge.IndexOf('"', start) - start);
            Assert.True(HawkClient.JudgeChallenge(credential, edited, Sample.Now, out _) is not HawkChallengeVerdict.Trusted, $"{edited} for {challenge}");
        }
    });

    [Fact]
    public void An_edited_challenge_is_refused_or_says_the_same() => Cases.Run(static random =>
    {
        using var credential = RandomRequest.Next(random).Credential();
        var time = (long)random.Below(int.MaxValue);
        var challenge = HawkServer.StaleChallenge(credential, DateTimeOffset.FromUnixTimeSeconds(time));

        var edited = TextEdit.Apply(random, challenge);

        // Everything but ts and tsm is read liberally, and not signed.
        var verdict = HawkClient.JudgeChallenge(credential, edited, Sample.Now, out var offset);
        var expected = verdict is HawkChallengeVerdict.Trusted ? TimeSpan.FromSeconds(time - Sample.Now.ToUnixTimeSeconds()) : TimeSpan.Zero;
        Assert.True(offset == expected, $"{offset} by {edited} for {challenge}");
    });

    static HeaderFault Read(string value, out string[] parts)
    {
        var slots = default(AttributeSlots);
        var fault = HeaderGrammar.Parse(value, HeaderGrammar.ServerAuthorizationNames, ref slots);
        parts = fault is HeaderFault.None ? [Part(slots[0]), Part(slots[1]), Part(slots[2])] : [];
        return fault;

        string Part(AttributeSlot slot) => value.Substring(slot.Start, slot.Length);
    }

    static string Answer(SignedRequest request, HawkAuthorization signed, HawkCredential credential, byte[] body)
    {
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(signed.Value, out var header));
        var target = request.Target();
        return HawkServer.SignResponse(in header, in target, credential, HawkPayload.FromBytes("text/plain", body), request.Ext);
    }

    static HawkResponseFailure Verify(HawkAuthorization signed, HawkCredential credential, string answer, byte[] body) =>
        HawkClient.VerifyResponse(signed, credential, answer, HawkResponseCheck.Required, HawkPayload.FromBytes("text/plain", body));

    static bool IsSame(string edited, string answer) => Canonical(edited).Equals(Canonical(answer), StringComparison.Ordinal);

    /// <summary>The text without what stands outside the quotes, but for the names.</summary>
    static string Canonical(string text)
    {
        var parts = text[4..].Split('"');
        for (var index = 0; index < parts.Length; index += 2)
            parts[index] = parts[index].Trim(' ', '\t', ',');
        return string.Join('"', parts);
    }
}
