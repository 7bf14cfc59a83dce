namespace Hawk.Tests;

public class AllocationTests
{
    const int Rounds = 1000;

    [Theory]
    [InlineData("api.example.org:8443")]
    [InlineData("127.0.0.1:8443")]
    public void Verifying_a_request_allocates_nothing(string hostField)
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        var uri = new Uri($"https://{hostField}/v1/buckets/default/collections/tasks/records?_since=17&_limit=50");
        var options = new HawkSignOptions { Ext = "some-app-data", App = "some-app", Dlg = "another-app" };
        var value = HawkClient.Authorize(credential, HawkTarget.FromUri("GET", uri), now, HawkPayload.None, options).Value;
        Assert.Equal(Rounds, CountAccepted(value, uri.PathAndQuery, hostField, credential, now));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var accepted = CountAccepted(value, uri.PathAndQuery, hostField, credential, now);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Rounds, accepted);
        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Refusing_an_altered_request_allocates_nothing()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        var value = HawkClient.Authorize(credential, HawkTarget.FromUri("GET", new Uri("https://example.com/a")), now).Value;
        Assert.Equal(0, CountAccepted(value, "/b", "example.com", credential, now));

        var before = GC.GetAllocatedBytesForCurrentThread();
        CountAccepted(value, "/b", "example.com", credential, now);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static int CountAccepted(string value, string rawTarget, string hostField, HawkCredential credential, DateTimeOffset now)
    {
        var accepted = 0;
        for (var round = 0; round < Rounds; round++)
        {
            if (HawkHeader.Parse(value, out var header) is HawkFailure.None
                && HawkTarget.TryFromHostField("GET", rawTarget, hostField, isTls: true, out var target)
                && HawkServer.VerifyMac(in header, in target, credential, Sample.Now) is HawkFailure.None
                && HawkServer.VerifyFreshness(in header, now, HawkServer.DefaultSkew) is HawkFailure.None)
                accepted++;
        }

        return accepted;
    }
}
