namespace KintoHawk.Core.Querying;

/// <summary>How much one query may ask for. Each object of a list costs in proportion, so what a client writes is bounded before anything is read.</summary>
public static class QueryLimits
{
    /// <summary>The most fields in <c>_sort</c>, without the <c>last_modified</c> that is added at its end.</summary>
    public const int MaxSortKeys = 10;

    /// <summary>The most conditions, <c>_since</c>, <c>_before</c> and <c>_to</c> among them.</summary>
    public const int MaxFilters = 50;

    /// <summary>The most values in the list of one <c>in_</c>, <c>exclude_</c>, <c>contains_</c> or <c>contains_any_</c> condition.</summary>
    public const int MaxValues = 1_000;

    /// <summary>The most characters of all decoded names and values with the signs between them.</summary>
    public const int MaxLength = 16_384;
}
