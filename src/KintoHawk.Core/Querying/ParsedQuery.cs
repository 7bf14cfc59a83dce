namespace KintoHawk.Core.Querying;

/// <summary>What a query string asks for, or what is wrong with it.</summary>
public sealed record ParsedQuery
{
    /// <summary>Everything that is wrong, in the order of the answer's details; empty when the query can be run.</summary>
    public IReadOnlyList<QueryError> Errors { get; init; } = [];

    /// <summary>The conditions.</summary>
    public IReadOnlyList<Filter> Filters { get; init; } = [];

    /// <summary>The order, never empty: ends with <c>last_modified</c>, newest first, unless that is among the keys.</summary>
    public IReadOnlyList<Sort> Sorts { get; init; } = [];

    /// <summary>The most objects of this page: the least of what the client and the settings say.</summary>
    public int Limit { get; init; }

    /// <summary>Where the page before ended; null for a first page.</summary>
    public PageToken? Token { get; init; }

    /// <summary>The fields to show; null for all.</summary>
    public FieldSelection? Fields { get; init; }

    /// <summary>True when tombstones are listed too: there is a condition on <c>last_modified</c>.</summary>
    public bool IncludeTombstones { get; init; }

    /// <summary>True when the client used <c>_to</c>: the answer carries an <c>Alert</c>.</summary>
    public bool UsesDeprecatedTo { get; init; }

    /// <summary>The start of the page as storages take it; null for a first page.</summary>
    public IReadOnlyList<FieldValue>? After => Token?.ReadSortValues(Sorts);
}
