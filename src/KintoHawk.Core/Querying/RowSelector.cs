using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>Applies a query's filters, order and page start to rows. The in-process storages share it, so that they agree.</summary>
public sealed class RowSelector
{
    readonly ObjectQuery _query;
    readonly FilterTest[] _tests;
    readonly RowOrder _order;

    /// <summary>Prepares for one query.</summary>
    public RowSelector(ObjectQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        _query = query;
        _tests = [.. query.Filters.Select(static filter => new FilterTest(filter))];
        _order = new RowOrder(query.Sorts);
    }

    /// <summary>True when the query wants the newest rows first: rows fed in that order can go through <see cref="SelectInOrder"/>.</summary>
    public bool IsNewestFirst => _order.IsNewestFirst;

    /// <summary>True when every filter holds, and the row is live or the query includes tombstones. The page start is not looked at.</summary>
    public bool Matches(StoredObject row) => (!row.IsTombstone || _query.IncludeTombstones) && HoldsFilters(row);

    /// <summary>True when the row comes after the page start (always, for a first page).</summary>
    public bool IsOnPage(StoredObject row) => _query.After is not { } after || _order.Compare(row, after) > 0;

    /// <summary>
    /// Matching rows after the page start, in order, at most the query's limit. Holds at most limit rows at a time.
    /// Rows that come in order already are not sorted again.
    /// </summary>
    public IReadOnlyList<StoredObject> Select(IEnumerable<StoredObject> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var first = new FirstRows(_order, _query.Limit);
        foreach (var row in rows)
            if (Matches(row) && IsOnPage(row))
                first.Offer(row);
        return first.ToList();
    }

    /// <summary>As <see cref="Select"/> for rows that come in the order of the query: passes them on one by one, holds none, and stops at the limit.</summary>
    public IEnumerable<StoredObject> SelectInOrder(IEnumerable<StoredObject> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return _query.Limit <= 0 ? [] : rows.Where(row => Matches(row) && IsOnPage(row)).Take(_query.Limit);
    }

    /// <summary>The number of live rows on which every filter holds; limit and page start are not looked at.</summary>
    public long CountLive(IEnumerable<StoredObject> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        long count = 0;
        foreach (var row in rows)
            if (!row.IsTombstone && HoldsFilters(row))
                count++;
        return count;
    }

    /// <summary>The sort values of a row, one for each of the query's sorts (newest first when it has none); they become a page token.</summary>
    public IReadOnlyList<FieldValue> ReadSortValues(StoredObject row) => _order.ReadKeys(row);

    bool HoldsFilters(StoredObject row)
    {
        foreach (var test in _tests)
            if (!test.Matches(row))
                return false;
        return true;
    }
}
