using System.Numerics;

namespace KintoHawk.Core.Querying;

/// <summary>Which values are timestamps to filter by: from 0 to the same time tomorrow.</summary>
sealed class QueryTimestamps(DateTimeOffset now)
{
    readonly long _end = now.AddDays(1).ToUnixTimeMilliseconds();

    /// <summary>The timestamp of a number, of digits, or of digits between double quotes; null when it is none.</summary>
    public FieldValue? Read(FieldValue value) => value.Kind switch
    {
        FieldKind.Number => Read(QueryParameter.Truncate(value)),
        FieldKind.String => Read(ReadDigits(value.GetString()!)),
        _ => null,
    };

    /// <summary>The timestamp of an integer; null when it is out of range.</summary>
    public FieldValue? Read(BigInteger? integer) =>
        integer is { } known && known >= 0 && known < _end ? FieldValue.FromInteger((long)known) : null;

    /// <summary>The timestamps of an array; null when one of its elements is none.</summary>
    public FieldValue? ReadAll(FieldValue array)
    {
        var timestamps = new List<FieldValue>();
        foreach (var element in array.GetElements())
        {
            if (Read(element) is not { } timestamp)
                return null;
            timestamps.Add(timestamp);
        }

        return FieldValue.FromValues(timestamps);
    }

    static BigInteger? ReadDigits(string text)
    {
        var digits = text is ['"', .. var quoted, '"'] ? quoted : text;
        return digits.Length is > 0 and < 20 && !digits.AsSpan().ContainsAnyExceptInRange('0', '9') ? BigInteger.Parse(digits) : null;
    }
}
