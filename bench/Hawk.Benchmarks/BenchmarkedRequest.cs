namespace Hawk.Benchmarks;

/// <summary>The request all figures are about: a header of 130 characters, over a text of 141 bytes.</summary>
static class BenchmarkedRequest
{
    public const string Id = "mobile-app.inst-042";
    public const string Key = "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn";
    public const string Method = "GET";
    public const string Host = "api.example.org:8443";
    public const string IPv6Host = "[2001:db8::1]:8443";
    public const string Resource = "/v1/buckets/default/collections/tasks/records?_since=17&_limit=50";

    /// <summary>An address the reference package can take apart as it likes.</summary>
    public static readonly Uri Uri = new($"https://{Host}{Resource}");

    public static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_353_832_234);
}
