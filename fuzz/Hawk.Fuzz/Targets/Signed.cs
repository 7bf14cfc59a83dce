using System.Security.Cryptography;
using System.Text;

namespace Hawk.Fuzz.Targets;

/// <summary>The credential and the request the fuzz targets sign with and for; fixed, so that every run makes the same inputs.</summary>
static class Signed
{
    internal const string Method = "GET";
    internal const string Resource = "/resource/1?b=1&a=2";
    internal const string HostField = "example.com:8000";

    const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";

    internal static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1353832234);

    internal static readonly byte[] Body = "{\"data\":{}}"u8.ToArray();

    internal static HawkCredential Credential() => new("dh37fgj492je", Key);

    /// <summary>The MAC of a text under the same key, made without the library.</summary>
    internal static string Mac(string text) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), Encoding.UTF8.GetBytes(text)));

    internal static HawkTarget Target(string hostField = HostField, string resource = Resource)
    {
        BrokenInvariantException.Unless(
            HawkTarget.TryFromHostField(Method, resource, hostField, isTls: false, out var target), "The request the target signs is refused.");
        return target;
    }

    /// <summary>Requests with every combination of optional attributes that the signer writes.</summary>
    internal static IReadOnlyList<HawkAuthorization> Requests(HawkCredential credential)
    {
        var requests = new List<HawkAuthorization>();
        foreach (var ext in (string?[])[null, "some-app-data", "a= b, mac=c, 'id'"])
        {
            foreach (var (app, dlg) in ((string?, string?)[])[(null, null), ("some-app", null), ("some-app", "another-app")])
            {
                requests.Add(Sign(credential, HawkPayload.None, ext, app, dlg));
                requests.Add(Sign(credential, HawkPayload.FromBytes("application/json", Body), ext, app, dlg));
            }
        }

        return requests;
    }

    static HawkAuthorization Sign(HawkCredential credential, HawkPayload payload, string? ext, string? app, string? dlg) =>
        HawkClient.Authorize(credential, Target(), Now, in payload, new HawkSignOptions { Ext = ext, App = app, Dlg = dlg, Nonce = "j4h3g2" });
}
