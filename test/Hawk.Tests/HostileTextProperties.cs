using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace Hawk.Tests;

public class HostileTextProperties
{
    const string Valid = "Hawk id=\"dh37fgj492je\", ts=\"1353832234\", nonce=\"j4h3g2\", mac=\"m8r1rHbXN6NgO+KIIhjO7sFRyd78RNGVUwehe8Cp2dU=\"";

    static readonly SearchValues<char> NotInHosts = SearchValues.Create("@/?#\\, \t\r\n");

    static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true);

    [Fact]
    public void No_text_makes_the_header_parser_throw() => Prop.ForAll(Text(), Parses).Check(Thousand);

    [Fact]
    public void No_text_makes_the_host_and_target_parsers_throw() => Prop.ForAll(Text(), ReadsHost).Check(Thousand);

    [Fact]
    public void No_text_makes_the_client_throw_on_a_response() => Prop.ForAll(Text(), JudgesResponse).Check(Thousand);

    static bool Parses(string? text)
    {
        var failure = HawkHeader.Parse(text, out var header, out var message);
        if (failure is not HawkFailure.None)
            return message is not null && failure.StatusCode() is 400 or 401;
        return message is null && header.TimestampSeconds >= 0 && !header.Id.IsEmpty && !header.Nonce.IsEmpty && !header.Mac.IsEmpty;
    }

    static bool ReadsHost(string? text)
    {
        var accepted = HawkTarget.TryFromHostField("GET", "/", text, isTls: false, out var target);
        if (HawkTarget.TryFromHostField("GET", text, "example.com", isTls: false, out var other) && other.Resource.ContainsAny('\r', '\n'))
            return false;
        PayloadHasher.TryHash(HawkAlgorithm.Sha256, text, [], new byte[32], out _);
        HawkSession.TryFromToken(text, out _);
        return !accepted || !target.Host.ContainsAny(NotInHosts);
    }

    static bool JudgesResponse(string? text)
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var request = HawkClient.Authorize(credential, HawkTarget.FromUri("GET", new Uri("http://example.com/")), DateTimeOffset.UnixEpoch);
        return HawkClient.JudgeChallenge(credential, text, DateTimeOffset.UnixEpoch, out var offset) is not HawkChallengeVerdict.Trusted
            && offset == TimeSpan.Zero
            && HawkClient.VerifyResponse(request, credential, text, HawkResponseCheck.Required) is not HawkResponseFailure.None;
    }

    /// <summary>Arbitrary text, pieces of the grammar in any order, and valid headers cut and spliced.</summary>
    static Arbitrary<string?> Text()
    {
        var pieces = Gen.Elements(
            "Hawk", "hawk ", "id", "ts", "tsm", "mac", "=", "=\"", "\"", "\\", ",", ", ", " ", "\t", "\n", "1353832234", "NaN", "\0", "é",
            "[::1]", ":80", "http://", "%", ".");
        var spliced = Gen.ListOf(pieces).Select(static parts => (string?)string.Concat(parts));
        var cut =
            from start in Gen.Choose(0, Valid.Length)
            from length in Gen.Choose(0, Valid.Length - start)
            from piece in pieces
            select (string?)Valid.Remove(start, length).Insert(start, piece);
        return Arb.From(Gen.OneOf(ArbMap.Default.GeneratorFor<string?>(), spliced, cut));
    }
}
