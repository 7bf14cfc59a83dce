using System.Globalization;

namespace Hawk.Tests.Vectors;

public class HostVectorTests
{
    static readonly Dictionary<string, string> FieldDeviations = new(StringComparer.Ordinal)
    {
        ["hawk-host/parse-host/073"] = "section 5.1: a comma makes a list of it, not a host",
    };

    static readonly Dictionary<string, string> UrlDeviations = new(StringComparer.Ordinal)
    {
        ["hawk-host/client-url/013"] = "section 5.3: an IPv6 address is signed in brackets",
        ["hawk-host/client-url/014"] = "section 5.3: an IPv6 address is signed in brackets",
        ["hawk-host/client-url/015"] = "section 5.3: an IPv6 address is signed in brackets",
    };

    [Fact]
    public void Every_host_field_gives_the_host_and_port_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-host", "parse-host"), 62, FieldDisagreement, FieldDeviations);

    [Fact]
    public void Every_url_gives_the_host_port_and_resource_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-host", "client-url"), 14, UrlDisagreement, UrlDeviations);

    static string? FieldDisagreement(Vector vector)
    {
        var isTls = vector.Input.GetProperty("tls").GetBoolean();
        var accepted = HawkTarget.TryFromHostField("GET", "/", Vector.Text(vector.Input, "hostHeader"), isTls, out var target);
        if (!accepted || !vector.ExpectsSuccess)
            return accepted == vector.ExpectsSuccess ? null : accepted ? "is accepted" : "is refused";
        return Differs(vector, in target);
    }

    static string? UrlDisagreement(Vector vector)
    {
        var target = HawkTarget.FromUri("GET", new Uri(Vector.Text(vector.Input, "url")!));
        return Differs(vector, in target) ?? VectorSet.Differs("resource", Vector.Text(vector.Expected, "resource"), target.Resource.ToString());
    }

    // The host is lower-cased when it is signed, not when it is read.
    static string? Differs(Vector vector, in HawkTarget target) =>
        VectorSet.Differs("host", Vector.Text(vector.Expected, "host"), new string(target.Host).ToLowerInvariant())
        ?? VectorSet.Differs("port", Vector.Text(vector.Expected, "port"), target.Port.ToString(CultureInfo.InvariantCulture));
}
