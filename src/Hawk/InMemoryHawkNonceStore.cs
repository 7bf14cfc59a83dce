using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Hawk.Replay;

namespace Hawk;

/// <summary>
/// Remembers nonces in this process, in bounded memory (section 9). Correct for one process; several processes behind one name need a shared
/// <see cref="IHawkNonceStore"/>, or each of them accepts its own copy of a request.
/// </summary>
/// <remarks>
/// No nonce is forgotten before its lifetime is over, whatever the system clock does meanwhile; it may be kept a little longer, about half a minute with
/// the usual window. Only <see cref="HawkNonceStoreFullPolicy.ForgetOldest"/> gives that up. Expired nonces leave with the traffic, and whenever
/// <see cref="Count"/> is read. Safe for any number of threads; every call completes at once.
/// </remarks>
public sealed class InMemoryHawkNonceStore : IHawkNonceStore
{
    const int ShardCount = 16; // a power of two

    readonly TimeProvider _timeProvider;
    readonly long _start;
    readonly SipHash _hash;
    readonly NonceRoom _room;
    readonly NonceShard[] _shards = new NonceShard[ShardCount];
    readonly HawkNonceStoreFullPolicy _whenFull;

    /// <summary>A store with the default bounds that reads the system clock.</summary>
    public InMemoryHawkNonceStore() : this(new HawkNonceStoreOptions()) { }

    /// <summary>A store with these bounds.</summary>
    /// <param name="options">The bounds, copied.</param>
    /// <param name="timeProvider">The clock to read; null for the system's.</param>
    public InMemoryHawkNonceStore(HawkNonceStoreOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _start = _timeProvider.GetTimestamp();
        _hash = new SipHash(RandomNumberGenerator.GetBytes(SipHash.KeySize));
        _room = new NonceRoom(options.Capacity);
        _whenFull = options.WhenFull;

        var maxPerCredential = options.EffectiveMaxPerCredential;
        for (var i = 0; i < _shards.Length; i++)
            _shards[i] = new NonceShard(_room, maxPerCredential, countsCredentials: maxPerCredential < options.Capacity);
    }

    /// <summary>How many nonces are held now. Reading it forgets what has expired.</summary>
    public long Count
    {
        get
        {
            SweepAll(Now());
            return Held;
        }
    }

    /// <summary>How many nonces are held, those included that could be forgotten.</summary>
    internal long Held => _room.Taken;

    /// <inheritdoc />
    public ValueTask<HawkNonceOutcome> TryAddAsync(string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(credentialId);
        ArgumentNullException.ThrowIfNull(nonce);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<HawkNonceOutcome>(TryAdd(credentialId, nonce, timestamp, lifetime));
    }

    HawkNonceOutcome TryAdd(string credentialId, string nonce, long timestamp, TimeSpan lifetime)
    {
        // The id goes into the second digest as its own digest, of fixed length: no two splits of one text are alike.
        var credential = _hash.Digest(MemoryMarshal.AsBytes(credentialId.AsSpan()));
        var digest = _hash.Digest(credential, timestamp, MemoryMarshal.AsBytes(nonce.AsSpan()));
        var now = Now();
        var entry = new NonceEntry(digest == UInt128.Zero ? UInt128.One : digest, (ulong)credential, timestamp, now.After(lifetime));

        // One credential is in one shard, so its quota is counted under one lock.
        var shard = _shards[(int)(credential >> 64) & (ShardCount - 1)];
        var outcome = shard.TryAdd(entry, now, out var beganPage);
        if (outcome is HawkNonceOutcome.StoreFull)
            return TryAddToFull(shard, entry, now);

        // Every shard in use begins a page twice a minute; that is when the idle ones are looked after.
        if (beganPage)
            SweepAll(now);
        return outcome;
    }

    HawkNonceOutcome TryAddToFull(NonceShard shard, in NonceEntry entry, Moment now)
    {
        SweepAll(now);
        var outcome = shard.TryAdd(entry, now, out _);
        while (outcome is HawkNonceOutcome.StoreFull && _whenFull is HawkNonceStoreFullPolicy.ForgetOldest)
        {
            _shards.MinBy(static each => each.NextExpiry() ?? long.MaxValue)!.ForgetOldest();
            outcome = shard.TryAdd(entry, now, out _);
        }

        return outcome;
    }

    Moment Now() => new(_timeProvider.GetUtcNow().UtcTicks, _timeProvider.GetElapsedTime(_start).Ticks);

    void SweepAll(Moment now)
    {
        foreach (var shard in _shards)
            shard.Sweep(now);
    }
}
