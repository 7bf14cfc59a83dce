namespace Hawk.Replay;

/// <summary>The nonces of some seconds of timestamps. They are forgotten together, when the last of them has expired.</summary>
sealed class NoncePage(bool countsCredentials)
{
    readonly DigestSet _digests = new();
    readonly CredentialCounts? _credentials = countsCredentials ? new() : null;

    public Moment Expires { get; private set; } = Moment.LongAgo;

    public int Count => _digests.Count;

    public bool Contains(UInt128 digest) => _digests.Contains(digest);

    public int CountOf(ulong credential) => _credentials?.CountOf(credential) ?? 0;

    public void Add(in NonceEntry entry)
    {
        _digests.Add(entry.Digest);
        _credentials?.Add(entry.Credential, 1);
        Expires = Expires.Or(entry.Expires);
    }

    /// <summary>Takes what each credential has here from the bounds.</summary>
    public void TakeFrom(CredentialBounds bounds) => _credentials?.TakeFrom(bounds);

    /// <summary>Adds everything from a page that has nothing of ours.</summary>
    public void Absorb(NoncePage other)
    {
        _digests.Absorb(other._digests);
        if (_credentials is not null && other._credentials is not null)
            _credentials.Absorb(other._credentials);
        Expires = Expires.Or(other.Expires);
    }
}
