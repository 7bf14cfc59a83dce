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

    [Fact]
    public void An_unknown_id_takes_the_path_of_a_wrong_mac_for_an_IPv6_host_too()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        using var wrong = new HawkCredential("dh37fgj492je", "another");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        Assert.True(HawkTarget.TryCreate("GET", "/", "::1", 80, out var target)); // the other spelling is a new text
        var header = Sample.Header(HawkClient.Authorize(wrong, in target, now).Value);

        Assert.NotEqual(0, Allocated(in header, in target, credential));
        Assert.Equal(Allocated(in header, in target, credential), Allocated(in header, in target, credential: null));

        long Allocated(in HawkHeader header, in HawkTarget target, HawkCredential? credential)
        {
            for (var use = 0; use < 4; use++)
                HawkServer.VerifyMac(in header, in target, credential, now);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var use = 0; use < Rounds; use++)
                HawkServer.VerifyMac(in header, in target, credential, now);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Verifying_a_link_allocates_nothing_and_parsing_it_no_more_than_its_parts()
    {
        using var credential = new HawkCredential("dh37fgj492je", "werxhqb98rpaxn39848xrunpaw3489ruxnpa98w4rxn");
        var now = DateTimeOffset.FromUnixTimeSeconds(1353832234);
        var rawTarget = HawkClient.SignLink(credential, new Uri("https://example.com/files/report.pdf?v=2"), now, TimeSpan.FromHours(1), "some-app-data").PathAndQuery;
        Assert.Equal(Rounds, CountOpened(rawTarget, credential, now, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var opened = CountOpened(rawTarget, credential, now, out var verifying);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(Rounds, opened);
        Assert.Equal(0, verifying);

        // The decoded text and the resource, two bytes a character, and what every string costs.
        Assert.InRange(allocated / Rounds, 1, 2 * (rawTarget.Length + 32));
    }

    [Fact]
    public void A_hostile_link_or_message_allocates_no_more_than_its_size()
    {
        var filler = new string('X', 4000);
        string[] targets = ["/r?bewit=" + filler + "!", "/r?bewit=" + filler, "/r?bewit=x&" + string.Join('&', Enumerable.Repeat("bewit=x", 100_000)), filler];
        byte[][] messages = [new byte[1_000_000], [.. Enumerable.Repeat((byte)'[', 4096)], [.. "{\"id\":\""u8, .. Enumerable.Repeat((byte)'a', 4000), (byte)'"']];
        Assert.False(AnyAccepted(targets, messages));

        var before = GC.GetAllocatedBytesForCurrentThread();
        AnyAccepted(targets, messages);

        // The parser of JSON says no with an exception, which has a stack trace of its own.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    static bool AnyAccepted(string[] targets, byte[][] messages) =>
        targets.Any(static target => HawkBewit.Parse("GET", target, hasAuthorization: false, out _) is HawkFailure.None)
        || messages.Any(static message => HawkMessage.Parse(message, out _) is HawkFailure.None);

    static int CountOpened(string rawTarget, HawkCredential credential, DateTimeOffset now, out long verifying)
    {
        var opened = 0;
        verifying = 0;
        for (var round = 0; round < Rounds; round++)
        {
            if (!HawkBewit.IsIn(rawTarget) || HawkBewit.Parse("GET", rawTarget, hasAuthorization: false, out var bewit) is not HawkFailure.None)
                continue;
            var before = GC.GetAllocatedBytesForCurrentThread();
            if (HawkTarget.TryFromHostField("GET", rawTarget, "example.com", isTls: true, out var target)
                && HawkServer.VerifyBewit(in bewit, in target, credential, now, TimeSpan.FromHours(2), out _) is HawkFailure.None)
                opened++;
            verifying += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return opened;
    }

    [Fact]
    public void Refusing_allocates_nothing_whatever_the_reason()
    {
        using var credential = new HawkCredential(Sample.Id, "the key that came after it")
        {
            EarlierKeys = [new(new HawkCredential(Sample.Id, "an earlier one"), DateTimeOffset.MaxValue)],
        };
        using var other = Sample.Credential();
        var value = Sample.Sign(other).Value;
        string[] refused = [value, value + ", mac=\"again\"", value.Replace("nonce", "once", StringComparison.Ordinal), value[..^1], value.Replace("ts=\"", "ts=\"x", StringComparison.Ordinal)];
        Assert.All(refused, text => Assert.Equal(0, CountAccepted(text, "/a", "example.com", credential, Sample.Now)));

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var text in refused)
            CountAccepted(text, "/a", "example.com", credential, Sample.Now);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1024 * 1024)]
    public void Hashing_a_payload_takes_the_same_memory_whatever_its_length(int length)
    {
        var payload = new byte[length];
        Span<byte> hash = stackalloc byte[32];
        for (var round = 0; round < 10; round++)
            Assert.True(PayloadHasher.TryHash(HawkAlgorithm.Sha256, "application/json; charset=utf-8", payload, hash, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < 10; round++)
            PayloadHasher.TryHash(HawkAlgorithm.Sha256, "application/json; charset=utf-8", payload, hash, out _);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10 * 512);
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
