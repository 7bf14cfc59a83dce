using System.Globalization;
using System.Text.Json;

namespace Hawk.Tests.Vectors;

public class ResponseVectorTests
{
    static readonly Dictionary<string, string> SignDeviations = new(StringComparer.Ordinal)
    {
        ["hawk-response/server-header/005"] = "section 4.4: a media type outside ASCII is not signed",
        ["hawk-response/server-header/041"] = "section 4.2: no quote in ext",
        ["hawk-response/server-header/042"] = "section 4.2: no backslash in ext",
    };

    static readonly Dictionary<string, string> VerifyDeviations = new(StringComparer.Ordinal)
    {
        ["hawk-response/client-authenticate/074"] = "section 10: other challenges in WWW-Authenticate are ignored, not refused",
    };

    [Fact]
    public void Every_response_is_signed_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-response", "server-header"), 23, SignDisagreement, SignDeviations);

    [Fact]
    public void Every_response_is_judged_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-response", "client-authenticate"), 38, VerifyDisagreement, VerifyDeviations);

    static string? SignDisagreement(Vector vector)
    {
        var options = vector.Input.GetProperty("options");
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var request = Request(vector.Input.GetProperty("artifacts"), credential);
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(request.Value, out var header));
        Assert.True(HawkTarget.TryCreate(request.Method, request.Resource, request.Host, request.Port, out var target));
        var payload = Vector.Text(options, "hash") is { } hash ? HawkPayload.FromHash(Convert.FromBase64String(hash))
            : Vector.Payload(options) is { } bytes ? HawkPayload.FromBytes(Vector.Text(options, "contentType"), bytes)
            : HawkPayload.None;
        var value = HawkServer.SignResponse(in header, in target, credential, in payload, Vector.Text(options, "ext"));
        return VectorSet.Differs("header", Vector.Text(vector.Expected, "header"), value);
    }

    static string? VerifyDisagreement(Vector vector)
    {
        var options = vector.Input.GetProperty("options");
        var fields = vector.Input.GetProperty("responseHeaders");
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var request = Request(vector.Input.GetProperty("artifacts"), credential);
        var payload = Vector.Payload(options) is { } bytes ? HawkPayload.FromBytes(Vector.Text(fields, "content-type"), bytes) : HawkPayload.None;
        var check = options.TryGetProperty("required", out var required) && required.GetBoolean() ? HawkResponseCheck.Required : HawkResponseCheck.IfPresent;

        if (HawkClient.JudgeChallenge(credential, Vector.Text(fields, "www-authenticate"), DateTimeOffset.UnixEpoch, out _) is HawkChallengeVerdict.Rejected)
            return vector.ExpectsSuccess ? "the challenge is rejected" : null;
        var failure = HawkClient.VerifyResponse(request, credential, Vector.Text(fields, "server-authorization"), check, in payload);
        return VectorSet.Differs("message", vector.ExpectsSuccess ? null : Vector.Text(vector.Expected, "message"), Message(failure));
    }

    /// <summary>The request the response answers, rebuilt by signing it again.</summary>
    static HawkAuthorization Request(JsonElement artifacts, HawkCredential credential)
    {
        Assert.True(HawkTarget.TryCreate(
            Vector.Text(artifacts, "method"),
            Vector.Text(artifacts, "resource"),
            Vector.Text(artifacts, "host"),
            int.Parse(Vector.Text(artifacts, "port")!, CultureInfo.InvariantCulture),
            out var target));
        var options = new HawkSignOptions { App = Vector.Text(artifacts, "app"), Dlg = Vector.Text(artifacts, "dlg"), Nonce = Vector.Text(artifacts, "nonce") };
        var now = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Vector.Text(artifacts, "ts")!, CultureInfo.InvariantCulture));
        return HawkClient.Authorize(credential, in target, now, HawkPayload.None, options);
    }

    static string? Message(HawkResponseFailure failure) => failure switch
    {
        HawkResponseFailure.None => null,
        HawkResponseFailure.MissingHeader => "Missing Server-Authorization header",
        HawkResponseFailure.MalformedHeader => "Invalid Server-Authorization header",
        HawkResponseFailure.BadMac => "Bad response mac",
        HawkResponseFailure.MissingPayloadHash => "Missing response hash attribute",
        _ => "Bad response payload mac",
    };
}
