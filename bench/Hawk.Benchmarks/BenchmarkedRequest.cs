namespace Hawk.Benchmarks;

/// <summary>
/// The request all figures are about, as our client signs it: a header of 130 characters. One row has the example of the protocol's documents, whose header
/// is as long and holds an ext, over a shorter text.
/// </summary>
static class BenchmarkedRequest
{
    public const string Id = "mobile-app.inst-042";
    public const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    public const string Method = "GET";
    public const string Host = "api.example.org:8443";
    public const string HostName = "api.example.org";
    public const int Port = 8443;
    public const string IPv6Host = "[2001:db8::1]:8443";
    public const string Resource = "/v1/buckets/default/collections/tasks/records?_since=17&_limit=50";
    public const string ExampleHost = "example.com:8000";
    public const string ExampleResource = "/resource/1?b=1&a=2";

    /// <summary>An address the reference package can take apart as it likes.</summary>
    public static readonly Uri Uri = new($"http://{Host}{Resource}");

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_353_832_234);

    public static readonly HawkSignOptions Example = new() { Nonce = "j4h3g2", Ext = "some-app-ext-data" };
}
