using System.Security.Cryptography;
using System.Text;
using Hawk.Wire;

namespace Hawk.Tests;

public class KeyedMacTests
{
    const int Threads = 8;

    static readonly byte[] _text = Encoding.UTF8.GetBytes("what is signed, and longer than one block of the hash function, so that a half-fed state would show");

    [Theory]
    [InlineData(HawkAlgorithm.Sha256)]
    [InlineData(HawkAlgorithm.Sha384)]
    [InlineData(HawkAlgorithm.Sha512)]
    [InlineData(HawkAlgorithm.Sha1)]
    public void Every_use_of_a_key_gives_the_same_mac(HawkAlgorithm algorithm)
    {
        var key = Encoding.UTF8.GetBytes(Sample.Key);
        using var mac = new KeyedMac(key.ToArray(), algorithm);
        var expected = CryptographicOperations.HmacData(algorithm.FrameworkName(), key, _text);
        var other = CryptographicOperations.HmacData(algorithm.FrameworkName(), key, _text.AsSpan(1));

        for (var use = 0; use < 10; use++)
        {
            Assert.Equal(expected, Compute(mac, algorithm, _text));
            Assert.Equal(other, Compute(mac, algorithm, _text.AsSpan(1)));
        }

        Assert.Equal(1, mac.StateCount);
    }

    [Fact]
    public void A_key_that_is_used_twice_has_no_state()
    {
        using var mac = NewMac();

        Compute(mac, HawkAlgorithm.Sha256, _text);
        Compute(mac, HawkAlgorithm.Sha256, _text);
        Assert.Equal(0, mac.StateCount);

        Compute(mac, HawkAlgorithm.Sha256, _text);
        Assert.Equal(1, mac.StateCount);
    }

    [Fact]
    public void A_state_that_failed_halfway_is_not_used_again()
    {
        using var mac = NewMac();
        var expected = Compute(mac, HawkAlgorithm.Sha256, _text);
        for (var use = 0; use < 3; use++)
            Compute(mac, HawkAlgorithm.Sha256, _text);

        Assert.Throws<ArgumentException>(() => mac.TryCompute(_text, new byte[1]));

        Assert.Equal(0, mac.StateCount);
        Assert.Equal(expected, Compute(mac, HawkAlgorithm.Sha256, _text));
    }

    [Fact]
    public void A_wiped_key_gives_no_mac_and_keeps_no_state()
    {
        var key = Encoding.UTF8.GetBytes(Sample.Key);
        var mac = new KeyedMac(key, HawkAlgorithm.Sha256);
        for (var use = 0; use < 5; use++)
            Compute(mac, HawkAlgorithm.Sha256, _text);

        mac.Dispose();

        Assert.False(mac.TryCompute(_text, new byte[32]));
        Assert.Equal(0, mac.StateCount);
        Assert.All(key, static each => Assert.Equal(0, each));
    }

    [Fact]
    public void Threads_that_share_a_key_get_right_macs_and_a_bounded_number_of_states()
    {
        using var mac = NewMac();
        var expected = Compute(mac, HawkAlgorithm.Sha256, _text);
        using var start = new Barrier(Threads);
        var wrong = 0;

        RunOnThreads(_ =>
        {
            Span<byte> destination = stackalloc byte[32];
            start.SignalAndWait();
            for (var use = 0; use < 20_000; use++)
            {
                if (!mac.TryCompute(_text, destination) || !destination.SequenceEqual(expected))
                    Interlocked.Increment(ref wrong);
            }
        });

        Assert.Equal(0, wrong);
        Assert.InRange(mac.StateCount, 1, Math.Min(16, 2 * Environment.ProcessorCount));
    }

    [Fact]
    public void A_credential_that_is_wiped_while_others_verify_with_it_is_never_wrong()
    {
        var signed = Sample.Sign(Sample.Credential());
        var verified = 0;
        for (var round = 0; round < 100; round++)
        {
            var credential = Sample.Credential();
            using var start = new Barrier(Threads + 1);
            var wrong = 0;

            RunOnThreads(
                _ =>
                {
                    var header = Sample.Header(signed.Value);
                    start.SignalAndWait();
                    try
                    {
                        while (true) // until the key is wiped
                        {
                            if (HawkServer.VerifyMac(in header, Sample.Target(), credential, Sample.Now) is not HawkFailure.None)
                                Interlocked.Increment(ref wrong);
                            Interlocked.Increment(ref verified);
                        }
                    }
                    catch (ObjectDisposedException)
                    {
                        // The only other outcome there may be.
                    }
                },
                () =>
                {
                    start.SignalAndWait();
                    var before = Volatile.Read(ref verified);
                    // A different moment each round: from before the first use to well after the states were made.
                    SpinWait.SpinUntil(() => Volatile.Read(ref verified) - before >= round * 4);
                    credential.Dispose();
                });

            Assert.Equal(0, wrong);
            Assert.Equal(0, credential.StateCount);
        }

        Assert.True(verified > 0);
    }

    static KeyedMac NewMac() => new(Encoding.UTF8.GetBytes(Sample.Key), HawkAlgorithm.Sha256);

    static byte[] Compute(KeyedMac mac, HawkAlgorithm algorithm, ReadOnlySpan<byte> text)
    {
        var destination = new byte[algorithm.HashSize()];
        Assert.True(mac.TryCompute(text, destination));
        return destination;
    }

    static void RunOnThreads(Action<int> work, Action? meanwhile = null)
    {
        Exception? thrown = null;
        var threads = Enumerable.Range(0, Threads).Select(number => new Thread(() =>
        {
            try
            {
                work(number);
            }
            catch (Exception failure)
            {
                thrown = failure;
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        meanwhile?.Invoke();
        foreach (var thread in threads)
            thread.Join();
        Assert.Null(thrown);
    }
}
