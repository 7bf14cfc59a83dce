using System.Diagnostics.CodeAnalysis;

namespace KintoHawk.Core.Objects;

/// <summary>
/// Where an object lives. <c>/buckets/b/collections/c/records/r</c> has the parent <c>/buckets/b/collections/c</c> and the id <c>r</c>;
/// buckets and accounts have the parent "".
/// </summary>
public sealed record ObjectPath(Resource Resource, string ParentUri, string Id)
{
    /// <summary>The path without version prefix; also the name of the object in access lists.</summary>
    public string Uri => $"{ParentUri}/{Resource.Plural}/{Id}";

    /// <summary>The storage partition (<c>parent_id</c>): the parent's URI, or the id itself for kinds that are their own partition.</summary>
    public string Partition => Resource.OwnPartition ? Id : ParentUri;

    /// <summary>The containing object; null for buckets and accounts.</summary>
    public ObjectPath? Parent
    {
        get
        {
            if (Resource.Parent is not { } kind)
                return null;
            var slash = ParentUri.LastIndexOf('/');
            var pluralStart = ParentUri.LastIndexOf('/', slash - 1);
            return new ObjectPath(kind, ParentUri[..pluralStart], ParentUri[(slash + 1)..]);
        }
    }

    /// <summary>The objects on the way from the bucket (or account) down to this one, this one last.</summary>
    public IReadOnlyList<ObjectPath> Chain => Parent is { } parent ? [.. parent.Chain, this] : [this];

    /// <summary>The path of a child of this object.</summary>
    public ObjectPath Child(Resource resource, string id) => new(resource, Uri, id);

    /// <summary>The path of a bucket.</summary>
    public static ObjectPath Bucket(string id) => new(Resource.Bucket, "", id);

    /// <summary>The path of an account.</summary>
    public static ObjectPath Account(string name) => new(Resource.Account, "", name);

    /// <summary>
    /// Reads the URI of a bucket, group, collection, record or account; whether its ids are allowed is not asked. History entries have access lists, but no
    /// address.
    /// </summary>
    public static bool TryParse(string uri, [NotNullWhen(true)] out ObjectPath? path)
    {
        ArgumentNullException.ThrowIfNull(uri);
        path = null;
        var segments = uri.Split('/');
        if (segments.Length % 2 == 0 || segments[0].Length > 0)
            return false;
        IReadOnlyList<Resource> kinds = [Resource.Bucket, Resource.Account];
        for (var i = 1; i < segments.Length; i += 2)
        {
            if (segments[i + 1].Length == 0 || kinds.FirstOrDefault(kind => kind != Resource.History && kind.Plural == segments[i]) is not { } kind)
            {
                path = null;
                return false;
            }

            path = new ObjectPath(kind, path?.Uri ?? "", segments[i + 1]);
            kinds = kind.Children;
        }

        return path is not null;
    }

    /// <summary>
    /// The part before the id when the URI is that of a history entry, with its slash; null for others. There are as many entries as there were changes, so
    /// questions about everything leave them out.
    /// </summary>
    public static string? HistoryPrefixOf(string uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        const string buckets = "/buckets/";
        const string history = "/history/";
        if (!uri.StartsWith(buckets, StringComparison.Ordinal) || uri.IndexOf('/', buckets.Length) is not (var slash and >= 0))
            return null;
        return uri.AsSpan(slash).StartsWith(history, StringComparison.Ordinal) ? uri[..(slash + history.Length)] : null;
    }

    /// <summary>The URI.</summary>
    public override string ToString() => Uri;
}
