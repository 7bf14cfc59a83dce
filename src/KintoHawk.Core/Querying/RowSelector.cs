using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>Applies a query's filters, order and page start to rows. The in-process storages share it, so that they agree.</summary>
public sealed class RowSelector
{
    /// <summary>Prepares for one query.</summary>
    public RowSelector(ObjectQuery query) => throw new NotSupportedException();

    /// <summary>True when every filter holds, and the row is live or the query includes tombstones. The page start is not looked at.</summary>
    public bool Matches(StoredObject row) => throw new NotSupportedException();

    /// <summary>True when the row comes after the page start (always, for a first page).</summary>
    public bool IsOnPage(StoredObject row) => throw new NotSupportedException();

    /// <summary>Matching rows after the page start, in order, at most the query's limit. Holds at most limit rows at a time.</summary>
    public IReadOnlyList<StoredObject> Select(IEnumerable<StoredObject> rows) => throw new NotSupportedException();
}
