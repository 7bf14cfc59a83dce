using System.Collections.Concurrent;
using KintoHawk.Core.Objects;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// What this process has lately seen to contain objects: the revision and the data of collections and buckets. It is only ever used together with a guard, which the
/// database checks, so being out of date costs a trip and nothing else.
/// </summary>
sealed class RecentContainers
{
    /// <summary>When there are more, all are forgotten: whoever writes is soon known again.</summary>
    const int Most = 1024;

    /// <summary>Containers with more data than this (large schemas) are not kept.</summary>
    const int MostBytes = 64 * 1024;

    readonly ConcurrentDictionary<string, IReadOnlyList<StoredObject>> _byUri = new(StringComparer.Ordinal);

    /// <summary>The containers of a path, the bucket first; null when they are not known.</summary>
    public IReadOnlyList<StoredObject>? Find(ObjectPath path) => _byUri.GetValueOrDefault(path.ParentUri);

    /// <summary>Remembers the containers of objects with this parent, if all are there.</summary>
    public void Saw(string parentUri, IReadOnlyList<StoredObject?> containers)
    {
        var size = 0;
        foreach (var container in containers)
        {
            if (container is null)
            {
                _byUri.TryRemove(parentUri, out _);
                return;
            }

            size += container.Data.Length;
        }

        if (containers.Count == 0 || size > MostBytes || (_byUri.TryGetValue(parentUri, out var known) && AreSame(known, containers)))
            return;
        if (_byUri.Count >= Most && !_byUri.ContainsKey(parentUri))
            _byUri.Clear();
        _byUri[parentUri] = containers!;
    }

    /// <summary>Forgets what turned out not to be so any more.</summary>
    public void Forget(ObjectPath path) => _byUri.TryRemove(path.ParentUri, out _);

    static bool AreSame(IReadOnlyList<StoredObject> known, IReadOnlyList<StoredObject?> containers)
    {
        for (var i = 0; i < known.Count; i++)
            if (known[i].LastModified != containers[i]!.LastModified)
                return false;
        return true;
    }
}
