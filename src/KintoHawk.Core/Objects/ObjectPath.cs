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

    /// <summary>The URI.</summary>
    public override string ToString() => Uri;
}
