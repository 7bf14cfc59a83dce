using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>The order of a query: its sort keys, newest first when there are none. Missing values come last ascending and first descending.</summary>
sealed class RowOrder(IReadOnlyList<Sort> sorts)
{
    readonly Sort[] _sorts = sorts.Count == 0 ? [new Sort(FieldPath.LastModified, Descending: true)] : [.. sorts];

    /// <summary>True when newest first is all there is.</summary>
    public bool IsNewestFirst => _sorts is [{ Descending: true } only] && only.Field.Equals(FieldPath.LastModified);

    /// <summary>The sort values of a row, one for each sort key.</summary>
    public FieldValue[] ReadKeys(StoredObject row)
    {
        var keys = new FieldValue[_sorts.Length];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = _sorts[i].Field.Read(row);
        return keys;
    }

    /// <summary>Compares the sort values of two rows; values left out at the end count as missing.</summary>
    public int Compare(IReadOnlyList<FieldValue> left, IReadOnlyList<FieldValue> right)
    {
        for (var i = 0; i < _sorts.Length; i++)
        {
            var order = ValueAt(left, i).CompareTo(ValueAt(right, i));
            if (order != 0)
                return _sorts[i].Descending ? -order : order;
        }

        return 0;
    }

    /// <summary>Compares a row with sort values. Allocates nothing.</summary>
    public int Compare(StoredObject row, IReadOnlyList<FieldValue> keys)
    {
        for (var i = 0; i < _sorts.Length; i++)
        {
            var order = _sorts[i].Field.Read(row).CompareTo(ValueAt(keys, i));
            if (order != 0)
                return _sorts[i].Descending ? -order : order;
        }

        return 0;
    }

    static FieldValue ValueAt(IReadOnlyList<FieldValue> values, int index) => index < values.Count ? values[index] : FieldValue.Missing;
}
