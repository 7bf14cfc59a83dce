using KintoHawk.Core.Objects;

namespace KintoHawk.Server.Resources;

/// <summary>
/// Where a page ends while its rows come by: one row more than the page holds tells that there is a next page (kinto-api §10.5). Keeps no row but the
/// last of a full page, whose values become the token.
/// </summary>
sealed class PageEnd(int limit)
{
    StoredObject? _last;

    /// <summary>The rows of the page so far.</summary>
    public int Count { get; private set; }

    /// <summary>The rows that have come by.</summary>
    public int Fetched { get; private set; }

    /// <summary>The last row of the page when there are more behind it; null on the last page.</summary>
    public StoredObject? Last => Fetched > Count ? _last : null;

    /// <summary>True for a row of the page, false for one behind it.</summary>
    public bool Takes(StoredObject row)
    {
        Fetched++;
        if (Count >= limit)
            return false;
        Count++;
        if (Count == limit)
            _last = row with { Data = row.Data.ToArray() }; // the storage's own bytes are gone when the next row comes
        return true;
    }
}
