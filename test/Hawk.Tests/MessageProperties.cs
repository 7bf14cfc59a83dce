using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Hawk.Tests;

public class MessageProperties
{
    static readonly Config Signing = Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true);
    static readonly Config Parsing = Config.QuickThrowOnFailure.WithMaxTest(100_000).WithQuietOnSuccess(true);

    [Fact]
    public void A_signed_message_travels_and_verifies() => Prop.ForAll(SignedRequest.Arbitrary(), RoundTrips).Check(Signing);

    [Fact]
    public void Changing_one_character_of_a_message_or_of_its_signature_is_refused() =>
        Prop.ForAll(SignedRequest.Arbitrary(), TextChange.Arbitrary(), RefusesChange).Check(Signing);

    [Fact]
    public void No_text_makes_the_message_parser_throw() => Prop.ForAll(HostileJson(), Parses).Check(Parsing);

    static bool RoundTrips(SignedRequest request)
    {
        using var credential = request.Credential();
        var signed = Sign(request, credential);
        return HawkMessage.Parse(Encoding.UTF8.GetBytes(signed.ToJson()), out var message) is HawkFailure.None
            && message!.Id == request.Id && message.Nonce == request.Nonce && message.Timestamp == request.Timestamp
            && message.Hash == signed.Hash && message.Mac == signed.Mac
            && HawkServer.VerifyMessage(message, request.Host, Port(request), request.Body, credential, Sample.Now, out _) is HawkFailure.None;
    }

    static bool RefusesChange(SignedRequest request, TextChange change)
    {
        using var credential = request.Credential();
        var signed = Sign(request, credential);
        var host = change.Apply(request.Host);
        byte[] longer = [.. request.Body ?? [], (byte)change.Character];
        var isOtherHost = !host.Trim('[', ']').Equals(request.Host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            && !(HawkTarget.TryCreate("GET", "/", host, 80, out var one) && HawkTarget.TryCreate("GET", "/", request.Host, 80, out var two)
                && one.Host.Trim("[]").Equals(two.Host.Trim("[]"), StringComparison.OrdinalIgnoreCase));
        return Judge(change.Apply(signed.ToJson()), request, credential) is not HawkFailure.None
            && Verify(signed, request.Host, Port(request), longer, credential) is HawkFailure.BadMessageHash
            && Verify(signed, request.Host, (Port(request) % 65535) + 1, request.Body, credential) is HawkFailure.BadMac
            && (!isOtherHost || Verify(signed, host, Port(request), request.Body, credential) is HawkFailure.BadMac);
    }

    /// <summary>A signature that names another credential is as good as refused: the id is what finds the key.</summary>
    static HawkFailure Judge(string json, SignedRequest request, HawkCredential credential)
    {
        var failure = HawkMessage.Parse(Encoding.UTF8.GetBytes(json), out var message);
        if (message is null)
            return failure;
        return message.Id == request.Id ? Verify(message, request.Host, Port(request), request.Body, credential) : HawkFailure.UnknownCredential;
    }

    static HawkFailure Verify(HawkMessage message, string host, int port, byte[]? payload, HawkCredential credential) =>
        HawkServer.VerifyMessage(message, host, port, payload, credential, Sample.Now, out _);

    static bool Parses(byte[] json)
    {
        var failure = HawkMessage.Parse(json, out var message);
        if (message is null)
            return failure is HawkFailure.InvalidMessage;
        return failure is HawkFailure.None && message.Timestamp >= 0
            && message.Id.Length > 0 && message.Nonce.Length > 0 && message.Hash.Length > 0 && message.Mac.Length > 0;
    }

    static HawkMessage Sign(SignedRequest request, HawkCredential credential) => HawkClient.SignMessage(
        credential, request.Host, Port(request), request.Body, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), request.Nonce);

    static int Port(SignedRequest request) => Math.Max(1, request.Port);

    /// <summary>Arbitrary bytes, tokens of JSON in any order, and a valid object with members altered, doubled and left out.</summary>
    static Arbitrary<byte[]> HostileJson()
    {
        var bytes = ArbMap.Default.GeneratorFor<byte[]>().Select(static value => value ?? []);
        var token = Gen.Elements(
            "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u", "\\ud800", "\"id\"", "\"ts\"", "\"nonce\"", "\"hash\"", "\"mac\"", "\"a\"", "1353832234", "-1", "1e9", "null", " ", "\0", "é");
        var spliced = Gen.ListOf(token).Select(static parts => Encoding.UTF8.GetBytes(string.Concat(parts)));
        var value = Gen.Elements("\"a\"", "\"b\"", "1353832234", "\"1353832234\"", "\"\"", "null", "{}", "[1]", "\"\\ud800\"", "\"é\"");
        var member =
            from name in Gen.Elements("id", "ts", "nonce", "hash", "mac", "more", "\\u0069d")
            from text in value
            select $"\"{name}\":{text}";
        var members =
            from head in Gen.ListOf(member)
            from tail in Gen.Elements("\"id\":\"a\",\"ts\":1,\"nonce\":\"b\",\"hash\":\"c\",\"mac\":\"d\"}", "\"mac\":\"d\"}", "\"mac\":\"d\"", "\"mac\":\"d\"}}")
            select Encoding.UTF8.GetBytes($"{{{string.Concat(head.Select(static text => text + ","))}{tail}");
        return Arb.From(Gen.OneOf(bytes, spliced, members));
    }
}
