namespace KintoHawk.Core.Querying;

/// <summary>What the server and the kind of object listed say about a query.</summary>
public sealed record QueryOptions
{
    /// <summary>The most objects of one page (<c>paginate_by</c>); null or 0 for no such limit.</summary>
    public int? PaginateBy { get; init; }

    /// <summary>The most objects ever read at once (<c>storage_max_fetch_size</c>).</summary>
    public int MaxFetchSize { get; init; } = 10_000;

    /// <summary>True when <c>_fields</c> applies: on GET.</summary>
    public bool AllowsFields { get; init; }

    /// <summary>
    /// The names of the fields of a kind with a fixed schema; others are refused. <c>id</c>, <c>last_modified</c> and <c>deleted</c> are always
    /// known. Null: every name is accepted.
    /// </summary>
    public IReadOnlySet<string>? KnownFields { get; init; }

    /// <summary>True when a field may be named; of a dotted name the first part decides.</summary>
    internal bool Knows(string field)
    {
        if (KnownFields is null)
            return true;
        var root = field.Split('.', 2)[0];
        return root is "id" or "last_modified" or "deleted" || KnownFields.Contains(root);
    }
}
