namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// Timestamps as the database keeps them (microseconds since 2000, as the driver hands them over) and as they are shown: milliseconds since 1970, rounded as
/// <c>as_epoch</c> does. Databases of old servers hold parts of milliseconds; what is compared is always what is shown.
/// </summary>
static class ShownTime
{
    const long EpochInMilliseconds = 946_684_800_000;

    // What a column can hold, in milliseconds since 1970. Beyond stand the infinities, which the driver knows as these two.
    const long First = -210_866_803_200_000;
    const long End = 9_224_318_016_000_000;
    const long Infinity = long.MaxValue;
    const long MinusInfinity = long.MinValue;

    /// <summary>What a stored timestamp is shown as.</summary>
    public static long Of(long stored)
    {
        // Halves are rounded away from 1970.
        var milliseconds = stored >= -EpochInMilliseconds * 1000 ? FloorOfThousandth(stored + 500) : -FloorOfThousandth(-stored + 500);
        return milliseconds + EpochInMilliseconds;
    }

    /// <summary>The first stored timestamp that is shown as this or later; an infinity where there is none, or where all are.</summary>
    public static long FirstAt(long shown)
    {
        if (shown >= End)
            return Infinity;
        if (shown < First)
            return MinusInfinity;
        return ((shown - EpochInMilliseconds) * 1000) - (shown > 0 ? 500 : 499);
    }

    /// <summary>The first stored timestamp that is shown as later than this.</summary>
    public static long FirstAfter(long shown) => shown == long.MaxValue ? Infinity : FirstAt(shown + 1);

    static long FloorOfThousandth(long value)
    {
        var (quotient, remainder) = Math.DivRem(value, 1000);
        return remainder < 0 ? quotient - 1 : quotient;
    }
}
