using System.Runtime.InteropServices;

namespace Hawk.Replay;

/// <summary>
/// The nonces of some of the credentials, in pages by timestamp. The page of a nonce follows from its timestamp alone, so that a copy finds it whenever it
/// arrives.
/// </summary>
sealed class NonceShard(NonceRoom room, int maxPerCredential, bool countsCredentials)
{
    // 32 seconds: with the default window a shard has eight pages or so, and a nonce outlives its time by half a page on average.
    const int FirstPageBits = 5;

    // Windows of days, or timestamps from nowhere, must not make a page each: beyond this, pages get twice as long.
    const int MaxPages = 64;

    readonly Lock _gate = new(); // guards everything below
    readonly List<NoncePage> _pages = [];
    readonly List<long> _numbers = []; // of the pages, apart from them so that looking for one reads few lines of memory
    readonly CredentialBounds? _bounds = countsCredentials ? new() : null;
    int _pageBits = FirstPageBits;
    Moment _nextSweep = Moment.Never; // no page expires before it

    /// <summary>Adds the entry unless it is there, has no quota left or there is no room; tells whether that began a page.</summary>
    public HawkNonceOutcome TryAdd(in NonceEntry entry, Moment now, out bool beganPage)
    {
        beganPage = false;
        lock (_gate)
        {
            DropExpired(now);
            var page = Find(entry.Timestamp >> _pageBits);
            if (page is not null && page.Contains(entry.Digest))
                return HawkNonceOutcome.Replay;
            if (HasUsedUpQuota(entry.Credential))
                return HawkNonceOutcome.QuotaExceeded;
            if (!room.TryTake())
                return HawkNonceOutcome.StoreFull;

            beganPage = page is null;
            page ??= Begin(entry.Timestamp >> _pageBits);
            page.Add(entry);
            _bounds?.Add(entry.Credential, 1);
            _nextSweep = _nextSweep.NoLaterThan(page.Expires);
            if (beganPage)
                KeepPagesFew();
            return HawkNonceOutcome.Added;
        }
    }

    public void Sweep(Moment now)
    {
        lock (_gate)
            DropExpired(now);
    }

    /// <summary>When the next page expires by the wall clock; null without pages.</summary>
    public long? NextExpiry()
    {
        lock (_gate)
            return Oldest()?.Expires.Wall;
    }

    /// <summary>Forgets the page that would expire first, although its nonces may still be live.</summary>
    public void ForgetOldest()
    {
        lock (_gate)
        {
            if (Oldest() is not { } page)
                return;
            Forget(_pages.IndexOf(page));
        }
    }

    NoncePage? Find(long number)
    {
        var at = CollectionsMarshal.AsSpan(_numbers).LastIndexOf(number);
        return at < 0 ? null : _pages[at];
    }

    NoncePage Begin(long number)
    {
        var page = new NoncePage(countsCredentials);
        Insert(number, page);
        return page;
    }

    void Insert(long number, NoncePage page)
    {
        _numbers.Add(number);
        _pages.Add(page);
    }

    void Forget(int at)
    {
        var page = _pages[at];
        _numbers.RemoveAt(at);
        _pages.RemoveAt(at);
        if (_pages.Count == 0)
            _pageBits = FirstPageBits;
        if (_bounds is not null)
            page.TakeFrom(_bounds);
        room.GiveBack(page.Count);
    }

    NoncePage? Oldest() => _pages.MinBy(static page => page.Expires.Wall);

    bool HasUsedUpQuota(ulong credential)
    {
        if (_bounds is null || _bounds.Of(credential) < maxPerCredential)
            return false;

        var count = 0;
        foreach (var page in _pages)
            count += page.CountOf(credential);
        return count >= maxPerCredential;
    }

    void DropExpired(Moment now)
    {
        if (!_nextSweep.HasPassed(now))
            return;

        _nextSweep = Moment.Never;
        for (var i = _pages.Count - 1; i >= 0; i--)
        {
            if (_pages[i].Expires.HasPassed(now))
                Forget(i);
            else
                _nextSweep = _nextSweep.NoLaterThan(_pages[i].Expires);
        }
    }

    void KeepPagesFew()
    {
        while (_pages.Count > MaxPages)
        {
            (long Number, NoncePage Page)[] all = [.. _numbers.Zip(_pages)];
            _numbers.Clear();
            _pages.Clear();
            _pageBits++;
            foreach (var (number, page) in all)
            {
                if (Find(number >> 1) is { } twin)
                    twin.Absorb(page);
                else
                    Insert(number >> 1, page);
            }
        }
    }
}
