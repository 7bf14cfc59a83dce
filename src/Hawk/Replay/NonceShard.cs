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
    int _pageBits = FirstPageBits;
    int _count;
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
            if (countsCredentials && _count >= maxPerCredential && CountOf(entry.Credential) >= maxPerCredential)
                return HawkNonceOutcome.QuotaExceeded;
            if (!room.TryTake())
                return HawkNonceOutcome.StoreFull;

            beganPage = page is null;
            page ??= Begin(entry.Timestamp >> _pageBits);
            page.Add(entry);
            _count++;
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
            _pages.Remove(page);
            Forgot(page.Count);
        }
    }

    NoncePage? Find(long number)
    {
        // From the newest: that is where most requests belong.
        var pages = CollectionsMarshal.AsSpan(_pages);
        for (var i = pages.Length - 1; i >= 0; i--)
        {
            if (pages[i].Number == number)
                return pages[i];
        }

        return null;
    }

    NoncePage Begin(long number)
    {
        var page = new NoncePage(number, countsCredentials);
        _pages.Add(page);
        return page;
    }

    NoncePage? Oldest() => _pages.MinBy(static page => page.Expires.Wall);

    int CountOf(ulong credential)
    {
        var count = 0;
        foreach (var page in _pages)
            count += page.CountOf(credential);
        return count;
    }

    void DropExpired(Moment now)
    {
        if (!_nextSweep.HasPassed(now))
            return;

        _nextSweep = Moment.Never;
        var forgotten = 0;
        for (var i = _pages.Count - 1; i >= 0; i--)
        {
            if (_pages[i].Expires.HasPassed(now))
            {
                forgotten += _pages[i].Count;
                _pages.RemoveAt(i);
            }
            else
            {
                _nextSweep = _nextSweep.NoLaterThan(_pages[i].Expires);
            }
        }

        Forgot(forgotten);
    }

    void Forgot(int count)
    {
        _count -= count;
        room.GiveBack(count);
        if (_pages.Count == 0)
            _pageBits = FirstPageBits;
    }

    void KeepPagesFew()
    {
        while (_pages.Count > MaxPages)
        {
            NoncePage[] pages = [.. _pages];
            _pages.Clear();
            _pageBits++;
            foreach (var page in pages)
            {
                page.Number >>= 1;
                if (Find(page.Number) is { } twin)
                    twin.Absorb(page);
                else
                    _pages.Add(page);
            }
        }
    }
}
