using FsCheck;
using FsCheck.Fluent;

namespace Hawk.Tests;

public class SignatureProperties
{
    static readonly Config Thousand = Config.QuickThrowOnFailure.WithMaxTest(1000).WithQuietOnSuccess(true);

    [Fact]
    public void What_is_signed_parses_and_verifies() => Prop.ForAll(SignedRequest.Arbitrary(), RoundTrips).Check(Thousand);

    [Fact]
    public void Changing_one_character_of_a_signed_attribute_is_refused() =>
        Prop.ForAll(SignedRequest.Arbitrary(), TextChange.Arbitrary(), RefusesChangedAttribute).Check(Thousand);

    [Fact]
    public void Changing_one_character_of_the_target_is_refused() =>
        Prop.ForAll(SignedRequest.Arbitrary(), TextChange.Arbitrary(), RefusesChangedTarget).Check(Thousand);

    [Fact]
    public void Changing_one_byte_of_the_body_is_refused() =>
        Prop.ForAll(SignedRequest.Arbitrary(), TextChange.Arbitrary(), RefusesChangedBody).Check(Thousand);

    [Fact]
    public void A_signed_response_verifies_and_no_other_does() =>
        Prop.ForAll(SignedRequest.Arbitrary(), TextChange.Arbitrary(), ResponseRoundTrips).Check(Thousand);

    static bool RoundTrips(SignedRequest request)
    {
        using var credential = request.Credential();
        var signed = request.Sign(credential);
        var target = request.Target();
        var parsed = HawkHeader.Parse(signed.Value, out var header);
        var payload = request.Body is null
            ? HawkFailure.None
            : HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("APPLICATION/json; charset=utf-8", request.Body));
        return parsed is HawkFailure.None
            && HawkServer.VerifyMac(in header, in target, credential, Sample.Now) is HawkFailure.None
            && payload is HawkFailure.None
            && header.Id.SequenceEqual(request.Id) && header.Nonce.SequenceEqual(request.Nonce) && header.TimestampSeconds == request.Timestamp
            && header.Ext.SequenceEqual(request.Ext) && header.App.SequenceEqual(request.App)
            && header.Dlg.SequenceEqual(request.App is null ? null : request.Dlg)
            && header.HasHash == (request.Body is not null);
    }

    static bool RefusesChangedAttribute(SignedRequest request, TextChange change)
    {
        using var credential = request.Credential();
        var signed = request.Sign(credential);
        var target = request.Target();
        string[] names = ["ts", "nonce", "mac", .. signed.Hash is null ? [] : (string[])["hash"], .. signed.Ext is null ? [] : (string[])["ext"],
            .. signed.App is null ? [] : (string[])["app"], .. signed.Dlg is null ? [] : (string[])["dlg"]];
        foreach (var name in names)
        {
            var changed = ChangeValue(signed, name, change);
            if (HawkHeader.Parse(changed, out var header) is HawkFailure.None && HawkServer.VerifyMac(in header, in target, credential, Sample.Now) is HawkFailure.None)
                return false;
        }

        return true;
    }

    static bool RefusesChangedTarget(SignedRequest request, TextChange change)
    {
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Sign(credential).Value, out var header));
        var original = request.Target();
        var resource = change.Apply(request.Resource);
        var method = change.Apply(request.Method);
        var host = change.Apply(request.Host);
        return !(HawkTarget.TryCreate(request.Method, resource, request.Host, request.Port, out var one)
                && one.Resource.SequenceEqual(resource) && Passes(in header, in one, credential))
            && !(HawkTarget.TryCreate(method, request.Resource, request.Host, request.Port, out var two)
                && !method.Equals(request.Method, StringComparison.OrdinalIgnoreCase) && Passes(in header, in two, credential))
            && !(HawkTarget.TryCreate(request.Method, request.Resource, host, request.Port, out var three)
                && !three.Host.Trim("[]").Equals(original.Host.Trim("[]"), StringComparison.OrdinalIgnoreCase) && Passes(in header, in three, credential))
            && !(HawkTarget.TryCreate(request.Method, request.Resource, request.Host, (request.Port + 1) % 65536, out var four)
                && Passes(in header, in four, credential));
    }

    static bool RefusesChangedBody(SignedRequest request, TextChange change)
    {
        var body = request.Body ?? [];
        using var credential = request.Credential();
        Assert.Equal(HawkFailure.None, HawkHeader.Parse((request with { Body = body }).Sign(credential).Value, out var header));
        byte[] longer = [.. body, (byte)change.Character];
        var changed = (byte[])longer.Clone();
        changed[change.Position % changed.Length] ^= 1;
        return HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("application/json", longer)) is HawkFailure.BadPayloadHash
            && HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("application/json", changed)) is HawkFailure.BadPayloadHash
            && HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes("application/jsom", body)) is HawkFailure.BadPayloadHash;
    }

    static bool ResponseRoundTrips(SignedRequest request, TextChange change)
    {
        using var credential = request.Credential();
        var signed = request.Sign(credential);
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(signed.Value, out var header));
        var target = request.Target();
        var answer = HawkServer.SignResponse(in header, in target, credential, HawkPayload.FromBytes("text/plain", request.Body), request.Ext);
        var altered = change.Apply(answer);
        var isSameText = altered.Replace('\t', ' ').Equals(answer, StringComparison.Ordinal) || altered[4..].Equals(answer[4..], StringComparison.Ordinal);
        return Judge(answer, request.Body) is HawkResponseFailure.None
            && Judge(answer, [.. request.Body ?? [], 0]) is HawkResponseFailure.BadPayloadHash
            && (isSameText || Judge(altered, request.Body) is not HawkResponseFailure.None);

        HawkResponseFailure Judge(string value, byte[]? body) =>
            HawkClient.VerifyResponse(signed, credential, value, HawkResponseCheck.Required, HawkPayload.FromBytes("text/plain", body));
    }

    static bool Passes(in HawkHeader header, in HawkTarget target, HawkCredential credential) =>
        HawkServer.VerifyMac(in header, in target, credential, Sample.Now) is HawkFailure.None;

    static string ChangeValue(HawkAuthorization signed, string name, TextChange change)
    {
        // The attributes stand in a fixed order, but an ext may hold what looks like one: each is found from the end of the one before.
        var start = name switch
        {
            "app" => signed.Value.LastIndexOf($"app=\"{signed.App}\"", StringComparison.Ordinal),
            "dlg" => signed.Value.LastIndexOf($"dlg=\"{signed.Dlg}\"", StringComparison.Ordinal),
            "mac" => signed.Value.LastIndexOf("mac=\"", StringComparison.Ordinal),
            _ => signed.Value.IndexOf($" {name}=\"", $"Hawk id=\"{signed.Id}".Length, StringComparison.Ordinal) + 1,
        };
        start += name.Length + 2;
        var end = signed.Value.IndexOf('"', start);
        return signed.Value[..start] + change.Apply(signed.Value[start..end]) + signed.Value[end..];
    }
}
