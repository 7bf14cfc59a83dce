namespace Hawk.Tests;

public class HawkCredentialTests
{
    [Fact]
    public void Sha1_has_to_be_asked_for()
    {
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, Sample.Key, HawkAlgorithm.Sha1));
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, "key"u8, HawkAlgorithm.Sha1));

        using var legacy = HawkCredential.WithLegacySha1(Sample.Id, Sample.Key);
        Assert.Equal(HawkAlgorithm.Sha1, legacy.Algorithm);
    }

    [Fact]
    public void A_key_is_never_empty()
    {
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, string.Empty));
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, []));
        Assert.Throws<ArgumentException>(() => new HawkCredential(string.Empty, Sample.Key));
    }

    [Fact]
    public void A_key_is_not_copied_for_a_credential_that_cannot_be()
    {
        var key = new byte[1 << 20];
        var text = new string('k', key.Length);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<ArgumentException>(() => new HawkCredential("a\"b", key));
        Assert.Throws<ArgumentException>(() => new HawkCredential("a\"b", text));
        Assert.Throws<ArgumentException>(() => new HawkCredential(Sample.Id, key, HawkAlgorithm.Sha1));
        Assert.Throws<ArgumentException>(() => HawkCredential.WithLegacySha1("a\"b", key));
        Assert.Throws<ArgumentException>(() => HawkCredential.WithLegacySha1("a\"b", text));
        Assert.ThrowsAny<ArgumentException>(() => new HawkCredential(Sample.Id, key, (HawkAlgorithm)99));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, key.Length - 1);
    }

    [Fact]
    public void A_key_is_copied_and_a_wiped_one_is_of_no_use()
    {
        var key = "a secret of some length"u8.ToArray();
        var credential = new HawkCredential(Sample.Id, key);
        using var same = new HawkCredential(Sample.Id, "a secret of some length");
        Array.Clear(key);
        var header = Sample.Header(Sample.Sign(same).Value);
        Assert.Equal(HawkFailure.None, HawkServer.VerifyMac(in header, Sample.Target(), credential, Sample.Now));

        credential.Dispose();

        Assert.Throws<ObjectDisposedException>(() => HawkServer.VerifyMac(in header, Sample.Target(), credential, Sample.Now));
        Assert.Throws<ObjectDisposedException>(() => Sample.Sign(credential));
    }

    [Fact]
    public void Nothing_prints_a_secret()
    {
        using var credential = Sample.Credential();
        var signed = Sample.Sign(credential);
        var session = HawkSession.Create();
        var header = Sample.Header(signed.Value);

        Assert.Equal(Sample.Id, credential.ToString());
        Assert.DoesNotContain(header.Mac.ToString(), header.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(header.Mac.ToString(), signed.ToString(), StringComparison.Ordinal);
        Assert.Equal(session.Id, session.ToString());
        Assert.DoesNotContain(Sample.Key, signed.NormalizedText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sha256", HawkAlgorithm.Sha256)]
    [InlineData("hmac-sha-256", HawkAlgorithm.Sha256)]
    [InlineData("sha384", HawkAlgorithm.Sha384)]
    [InlineData("sha512", HawkAlgorithm.Sha512)]
    [InlineData("sha1", HawkAlgorithm.Sha1)]
    [InlineData("hmac-sha-1", HawkAlgorithm.Sha1)]
    public void Algorithm_names_are_read(string name, HawkAlgorithm algorithm)
    {
        Assert.True(HawkAlgorithms.TryParse(name, out var parsed));
        Assert.Equal(algorithm, parsed);
        Assert.True(HawkAlgorithms.TryParse(algorithm.Name(), out parsed));
        Assert.Equal(algorithm, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SHA256")]
    [InlineData("md5")]
    public void Other_names_are_not(string name) => Assert.False(HawkAlgorithms.TryParse(name, out _));
}
