using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Storage;

/// <summary>
/// The part of a set's timeline that a query can find rows in, so that a backend need not look at the rest. What is inside must still be tested.
/// </summary>
/// <param name="From">The first moment inside.</param>
/// <param name="To">The last moment inside.</param>
/// <param name="CoversFilters">True when every filter is fully expressed by the window: each row inside matches.</param>
public readonly record struct TimeWindow(long From, long To, bool CoversFilters)
{
    /// <summary>The window of a query's filters; the page start is not looked at.</summary>
    public static TimeWindow OfFilters(ObjectQuery query)
    {
        var window = new TimeWindow(long.MinValue, long.MaxValue, CoversFilters: true);
        foreach (var filter in query.Filters)
        {
            if (filter.Field.Equals(FieldPath.LastModified) && filter.Value.TryGetInteger(out var moment))
                window = window.Narrow(filter.Comparison, moment);
            else
                window = window with { CoversFilters = false };
        }

        return window;
    }

    /// <summary>The window of a query's filters and page start. Within a set no two rows share a moment, so the first sort key is enough.</summary>
    public static TimeWindow OfPage(ObjectQuery query)
    {
        var window = OfFilters(query);
        if (!IsByTime(query) || query.After is not [var first, ..] || !first.TryGetInteger(out var moment))
            return window;
        return window.Narrow(IsNewestFirst(query) ? Comparison.Max : Comparison.Min, moment);
    }

    /// <summary>True when the order of the query, within a set, is that of time, in one direction or the other.</summary>
    public static bool IsByTime(ObjectQuery query) => query.Sorts.Count == 0 || query.Sorts[0].Field.Equals(FieldPath.LastModified);

    /// <summary>The direction of a query whose order is that of time.</summary>
    public static bool IsNewestFirst(ObjectQuery query) => query.Sorts.Count == 0 || query.Sorts[0].Descending;

    TimeWindow Narrow(Comparison comparison, long moment) => comparison switch
    {
        Comparison.Equal => this with { From = Math.Max(From, moment), To = Math.Min(To, moment) },
        Comparison.Min => this with { From = Math.Max(From, moment) },
        Comparison.Max => this with { To = Math.Min(To, moment) },
        Comparison.GreaterThan when moment < long.MaxValue => this with { From = Math.Max(From, moment + 1) },
        Comparison.LessThan when moment > long.MinValue => this with { To = Math.Min(To, moment - 1) },
        _ => this with { CoversFilters = false },
    };
}
