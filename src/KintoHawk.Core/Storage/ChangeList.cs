using System.Collections;

namespace KintoHawk.Core.Storage;

/// <summary>Changes that were there from the beginning, and those that were added.</summary>
sealed class ChangeList(IReadOnlyList<Change> first) : IReadOnlyList<Change>
{
    List<Change>? _added;

    public int Count => first.Count + (_added?.Count ?? 0);

    public Change this[int index] => index < first.Count || _added is null ? first[index] : _added[index - first.Count];

    public void Add(Change change) => (_added ??= []).Add(change);

    public IEnumerator<Change> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
