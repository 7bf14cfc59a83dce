using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace KintoHawk.Core.Storage.Memory;

/// <summary>An immutable map from strings that can list the entries under a prefix without looking at the others.</summary>
sealed class PrefixMap<TValue>
{
    public static PrefixMap<TValue> Empty { get; } = new(
        ImmutableDictionary.Create<string, TValue>(StringComparer.Ordinal),
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal));

    readonly ImmutableDictionary<string, TValue> _values;
    readonly ImmutableSortedSet<string> _keys;

    PrefixMap(ImmutableDictionary<string, TValue> values, ImmutableSortedSet<string> keys)
    {
        _values = values;
        _keys = keys;
    }

    public bool TryFind(string key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <summary>The key itself, as it stands in the map; null when it is not there.</summary>
    public string? FindKey(string key) => _values.TryGetKey(key, out var known) ? known : null;

    public PrefixMap<TValue> With(string key, TValue value) => new(_values.SetItem(key, value), _keys.Add(key));

    public PrefixMap<TValue> Without(string key) => new(_values.Remove(key), _keys.Remove(key));

    /// <summary>A copy without these keys; many are left out with little more memory than one.</summary>
    public PrefixMap<TValue> Without(IReadOnlyCollection<string> keys) => new(_values.RemoveRange(keys), _keys.Except(keys));

    /// <summary>The entries whose key starts with exactly this text, in the order of the keys.</summary>
    public IEnumerable<KeyValuePair<string, TValue>> Under(string prefix)
    {
        var first = _keys.IndexOf(prefix);
        for (var i = first < 0 ? ~first : first; i < _keys.Count && _keys[i].StartsWith(prefix, StringComparison.Ordinal); i++)
            yield return new(_keys[i], _values[_keys[i]]);
    }
}
