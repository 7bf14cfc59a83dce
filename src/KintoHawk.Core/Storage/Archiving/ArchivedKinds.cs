using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Storage.Archiving;

/// <summary>The kinds of objects that are stored.</summary>
public static class ArchivedKinds
{
    /// <summary>All of them, each after the one that contains it.</summary>
    public static IReadOnlyList<Resource> All { get; } = [Resource.Bucket, Resource.Group, Resource.Collection, Resource.Record, Resource.History, Resource.Account];

    /// <summary>The kind of a storage word; null for words that this server does not serve.</summary>
    public static Resource? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);
}
