namespace Hawk.Tests;

/// <summary>The credential, time and request most tests use.</summary>
static class Sample
{
    internal const string Id = "dh37fgj492je";
    internal const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";

    internal static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
    internal static readonly Uri Uri = new("http://example.com:8000/resource/1?b=1&a=2");

    internal static HawkCredential Credential(HawkAlgorithm algorithm = HawkAlgorithm.Sha256) => new(Id, Key, algorithm);

    internal static HawkAuthorization Sign(HawkCredential credential, HawkPayload payload = default) =>
        HawkClient.Authorize(credential, HawkTarget.FromUri("GET", Uri), Now, in payload);

    internal static HawkHeader Header(string value)
    {
        Assert.Equal(HawkFailure.None, HawkHeader.Parse(value, out var header));
        return header;
    }

    internal static HawkTarget Target(string hostField = "example.com:8000")
    {
        Assert.True(HawkTarget.TryFromHostField("GET", Uri.PathAndQuery, hostField, isTls: false, out var target));
        return target;
    }
}
