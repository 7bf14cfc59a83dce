using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>Keeps the first rows of an order, at most as many as its capacity, out of any number offered. Rows that tie keep the order they came in.</summary>
sealed class FirstRows(RowOrder order, int capacity)
{
    readonly List<Entry> _entries = [];
    bool _isSorted = true;
    bool _isHeap;
    long _offered;

    /// <summary>Takes the row if it belongs to the first ones. A row that does not costs one comparison.</summary>
    public void Offer(StoredObject row)
    {
        _offered++;
        if (_entries.Count < capacity)
        {
            var entry = new Entry(row, order.ReadKeys(row), _offered);
            if (_entries.Count > 0 && Compare(_entries[^1], entry) > 0)
                _isSorted = false;
            _entries.Add(entry);
            return;
        }

        if (capacity <= 0)
            return;
        if (!_isHeap)
            MakeHeap();
        if (order.Compare(row, _entries[0].Keys) >= 0)
            return;
        _entries[0] = new Entry(row, order.ReadKeys(row), _offered);
        _isSorted = false;
        SiftDown(0);
    }

    /// <summary>The rows in order.</summary>
    public IReadOnlyList<StoredObject> ToList()
    {
        // Rows that came in order, as newest-first rows do, were never rearranged.
        if (!_isSorted || _isHeap)
            _entries.Sort(Compare);
        return _entries.ConvertAll(static entry => entry.Row);
    }

    // The root is the last of the kept rows: the one to give way.
    void MakeHeap()
    {
        if (_isSorted)
            _entries.Reverse(); // descending is a heap already
        else
            for (var i = (_entries.Count / 2) - 1; i >= 0; i--)
                SiftDown(i);
        _isHeap = true;
    }

    void SiftDown(int index)
    {
        while (true)
        {
            var last = index;
            for (var child = (2 * index) + 1; child <= (2 * index) + 2; child++)
                if (child < _entries.Count && Compare(_entries[child], _entries[last]) > 0)
                    last = child;
            if (last == index)
                return;
            (_entries[index], _entries[last]) = (_entries[last], _entries[index]);
            index = last;
        }
    }

    int Compare(Entry left, Entry right)
    {
        var byKeys = order.Compare(left.Keys, right.Keys);
        return byKeys != 0 ? byKeys : left.Arrival.CompareTo(right.Arrival);
    }

    readonly record struct Entry(StoredObject Row, FieldValue[] Keys, long Arrival);
}
