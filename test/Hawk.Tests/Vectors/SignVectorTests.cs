using System.Globalization;

namespace Hawk.Tests.Vectors;

public class SignVectorTests
{
    /// <summary>The reference signs these and every reference server then refuses the header.</summary>
    static readonly Dictionary<string, string> Deviations = new(StringComparer.Ordinal)
    {
        ["hawk-header/client-header/112"] = "section 4.2: no quote in ext",
        ["hawk-header/client-header/113"] = "section 4.2: no quote in ext",
        ["hawk-header/client-header/122"] = "section 4.2: no quote in ext",
    };

    [Fact]
    public void Every_request_is_signed_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-header", "client-header"), 159, DisagreementOnParts, Deviations);

    [Fact]
    public void Every_canonical_url_is_signed_as_the_vectors_say() =>
        VectorSet.Check(
            [.. VectorSet.Load("hawk-header", "client-header").Where(static vector => vector.Input.GetProperty("urlIsCanonical").GetBoolean())],
            120,
            DisagreementOnUrl,
            Deviations);

    static string? DisagreementOnParts(Vector vector)
    {
        if (!vector.ExpectsSuccess)
            return DisagreementOnUrl(vector);
        var method = Vector.Text(vector.Input, "method");
        var expected = vector.Expected;
        var port = int.Parse(Vector.Text(expected, "port")!, CultureInfo.InvariantCulture);
        return HawkTarget.TryCreate(method, Vector.Text(expected, "resource"), Vector.Text(expected, "host"), port, out var target)
            ? Disagreement(vector, in target)
            : "the target is refused";
    }

    static string? DisagreementOnUrl(Vector vector)
    {
        var target = HawkTarget.FromUri(Vector.Text(vector.Input, "method")!, new Uri(Vector.Text(vector.Input, "url")!));
        return Disagreement(vector, in target);
    }

    static string? Disagreement(Vector vector, in HawkTarget target)
    {
        using var credential = Vector.Credential(vector.Input.GetProperty("credentials"));
        var options = new HawkSignOptions
        {
            Ext = Vector.Text(vector.Input, "ext"),
            App = Vector.Text(vector.Input, "app"),
            Dlg = Vector.Text(vector.Input, "dlg"),
            Nonce = Vector.Text(vector.Input, "nonce"),
        };
        var payload = Vector.Text(vector.Input, "hash") is { Length: > 0 } hash ? HawkPayload.FromHash(Convert.FromBase64String(hash))
            : Vector.Payload(vector.Input) is { } bytes ? HawkPayload.FromBytes(Vector.Text(vector.Input, "contentType"), bytes)
            : HawkPayload.None;
        var now = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Vector.Text(vector.Input, "timestamp")!, CultureInfo.InvariantCulture));
        HawkAuthorization signed;
        try
        {
            signed = HawkClient.Authorize(credential, in target, now, in payload, options);
        }
        catch (ArgumentException exception)
        {
            return vector.ExpectsSuccess ? exception.Message : null;
        }

        if (!vector.ExpectsSuccess)
            return "is signed";
        return VectorSet.Differs("text", Vector.Text(vector.Expected, "normalized"), signed.NormalizedText)
            ?? VectorSet.Differs("header", Vector.Text(vector.Expected, "header"), signed.Value);
    }
}
