namespace Hawk.Benchmarks;

/// <summary>
/// The request all figures are about: the example of the protocol's documents, a header of 132 characters over a text of 92 bytes. One row has a longer one,
/// as an API with long addresses has it.
/// </summary>
static class BenchmarkedRequest
{
    public const string Id = "dh37fgj492je";
    public const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    public const string Nonce = "j4h3g2";
    public const string Ext = "some-app-ext-data";
    public const string Method = "GET";
    public const string Host = "example.com:8000";
    public const string HostName = "example.com";
    public const int Port = 8000;
    public const string IPv6Host = "[2001:db8::1]:8000";
    public const string Resource = "/resource/1?b=1&a=2";
    public const string LongHost = "api.example.org:8443";
    public const string LongResource = "/v1/buckets/default/collections/tasks/records?_since=17&_limit=50";

    /// <summary>An address the reference package can take apart as it likes.</summary>
    public static readonly Uri Uri = new($"http://{Host}{Resource}");

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_353_832_234);

    public static readonly HawkSignOptions Example = new() { Nonce = Nonce, Ext = Ext };
    public static readonly HawkSignOptions Signing = new() { Ext = Ext };
}
