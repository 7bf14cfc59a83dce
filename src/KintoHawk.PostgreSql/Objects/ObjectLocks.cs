using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>
/// What must be locked for commands, in an order that is the same for everybody: first the trees (each bucket with what is in it; all accounts), then the sets.
/// A writer holds its tree together with other writers and its set alone, so that timestamps of a set become visible in order; who deletes a bucket or a
/// collection, or asks for the clock of all sets of a tree, holds the tree alone.
/// </summary>
sealed class ObjectLocks
{
    const string Accounts = "accounts";

    readonly SortedDictionary<string, bool> _trees = new(StringComparer.Ordinal);
    readonly SortedSet<string> _sets = new(StringComparer.Ordinal);

    /// <summary>What these commands need.</summary>
    public static ObjectLocks Of(params IEnumerable<ChangeSet> commands)
    {
        var locks = new ObjectLocks();
        foreach (var changes in commands)
            locks.Add(changes);
        return locks;
    }

    /// <summary>The names in the order in which they are to be locked, each with whether it is locked for one alone.</summary>
    public IReadOnlyCollection<(string Name, bool IsExclusive)> Names =>
        [.. _trees.Select(static tree => (tree.Key, tree.Value)), .. _sets.Select(static set => (set, true))];

    /// <summary>What an object needs that is written to.</summary>
    public void Add(ObjectPath path, bool withEverythingBelow)
    {
        if (withEverythingBelow && path.Resource.Children.Count > 0)
            _trees[TreeOf(path)] = true;
        else if (path.Resource.OwnPartition || path.Resource.Parent is not null)
            _trees.TryAdd(TreeOf(path), false);
        _sets.Add(SetOf(path.Resource, path.Partition));
    }

    void Add(ChangeSet changes)
    {
        if (changes.ExpectedClock is { } expected)
        {
            if (expected.ParentUri is { } parent)
                Add(new ObjectPath(expected.Resource, parent, expected.Resource.OwnPartition ? parent : ""), withEverythingBelow: false);
            else
                _trees[Accounts] = true;
        }

        // Very long lists are of one set.
        (Resource Resource, string Parent, bool Below) last = default;
        foreach (var change in changes.Changes)
        {
            var below = change is Change.Delete or Change.Trim;
            var (resource, parent, _) = change.Path;
            if (!resource.OwnPartition && ReferenceEquals(last.Resource, resource) && last.Parent == parent && last.Below == below && resource.Parent is not null)
                continue;
            Add(change.Path, below);
            last = (resource, parent, below);
        }
    }

    static string SetOf(Resource resource, string partition) => $"{resource.Name} {partition}";

    /// <summary>The bucket that the path is in or is.</summary>
    static string TreeOf(ObjectPath path)
    {
        if (path.Resource.OwnPartition)
            return Accounts;
        if (path.Resource.Parent is null)
            return path.Uri;
        var end = path.ParentUri.IndexOf('/', "/buckets/".Length);
        return end < 0 ? path.ParentUri : path.ParentUri[..end];
    }
}
