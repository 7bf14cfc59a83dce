namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>A set of Unicode characters, surrogates left out: JSON text never has one alone.</summary>
sealed class CodePointSet
{
    const int Last = 0x10FFFF;

    readonly List<(int First, int Last)> _ranges = [];
    bool _isSorted = true;

    /// <summary>The set of the given characters and ranges.</summary>
    public static CodePointSet Of(params ReadOnlySpan<(int First, int Last)> ranges)
    {
        var set = new CodePointSet();
        foreach (var (first, last) in ranges)
            set.Add(first, last);
        return set;
    }

    /// <summary>The ranges in order; none touches another, and none has a surrogate.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges
    {
        get
        {
            if (!_isSorted)
                Sort();
            return _ranges;
        }
    }

    public void Add(int first, int last)
    {
        if (first < 0xD800 && last > 0xDFFF)
        {
            Add(first, 0xD7FF);
            Add(0xE000, last);
            return;
        }

        if (first is >= 0xD800 and <= 0xDFFF)
            first = 0xE000;
        if (last is >= 0xD800 and <= 0xDFFF)
            last = 0xD7FF;
        if (first > last)
            return;
        _ranges.Add((first, last));
        _isSorted = false;
    }

    public void Add(CodePointSet other)
    {
        foreach (var (first, last) in other.Ranges)
            Add(first, last);
    }

    /// <summary>All characters that are not in this set.</summary>
    public CodePointSet Complement()
    {
        var others = new CodePointSet();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            others.Add(next, first - 1);
            next = last + 1;
        }

        others.Add(next, Last);
        return others;
    }

    void Sort()
    {
        _ranges.Sort();
        var kept = 0;
        for (var i = 1; i < _ranges.Count; i++)
        {
            if (_ranges[i].First <= _ranges[kept].Last + 1)
                _ranges[kept] = (_ranges[kept].First, Math.Max(_ranges[kept].Last, _ranges[i].Last));
            else
                _ranges[++kept] = _ranges[i];
        }

        if (_ranges.Count > 0)
            _ranges.RemoveRange(kept + 1, _ranges.Count - kept - 1);
        _isSorted = true;
    }
}
