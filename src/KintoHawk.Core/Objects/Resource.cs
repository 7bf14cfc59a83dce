using KintoHawk.Core.Permissions;

namespace KintoHawk.Core.Objects;

/// <summary>A kind of object: bucket, group, collection, record, account. Kinds differ in data, not in code.</summary>
public sealed class Resource
{
    /// <summary>The word used in storage, for example <c>record</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The word used in paths, for example <c>records</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>The kind that contains this one; null for buckets and accounts.</summary>
    public Resource? Parent { get; init; }

    /// <summary>The permissions that may be set on an object of this kind.</summary>
    public Permission Permissions { get; init; }

    /// <summary>The permission that lets a caller create one, held on the parent (on the root for buckets and accounts).</summary>
    public Permission Create { get; init; }

    /// <summary>Which ids are allowed.</summary>
    public required ObjectIdRule IdRule { get; init; }

    /// <summary>True when each object is the only one of its storage partition, named like it (accounts).</summary>
    public bool OwnPartition { get; init; }

    /// <summary>How deep it lives: 0 bucket and account, 1 collection and group, 2 record.</summary>
    public int Level => Parent is null ? 0 : Parent.Level + 1;

    /// <summary><c>/buckets/{b}</c></summary>
    public static Resource Bucket { get; } = new()
    {
        Name = "bucket",
        Plural = "buckets",
        Permissions = Permission.Read | Permission.Write | Permission.CreateCollection | Permission.CreateGroup,
        Create = Permission.CreateBucket,
        IdRule = ObjectIdRule.Name,
    };

    /// <summary><c>/buckets/{b}/groups/{g}</c></summary>
    public static Resource Group { get; } = new()
    {
        Name = "group",
        Plural = "groups",
        Parent = Bucket,
        Permissions = Permission.Read | Permission.Write,
        Create = Permission.CreateGroup,
        IdRule = ObjectIdRule.Name,
    };

    /// <summary><c>/buckets/{b}/collections/{c}</c></summary>
    public static Resource Collection { get; } = new()
    {
        Name = "collection",
        Plural = "collections",
        Parent = Bucket,
        Permissions = Permission.Read | Permission.Write | Permission.CreateRecord,
        Create = Permission.CreateCollection,
        IdRule = ObjectIdRule.Name,
    };

    /// <summary><c>/buckets/{b}/collections/{c}/records/{r}</c></summary>
    public static Resource Record { get; } = new()
    {
        Name = "record",
        Plural = "records",
        Parent = Collection,
        Permissions = Permission.Read | Permission.Write,
        Create = Permission.CreateRecord,
        IdRule = ObjectIdRule.RelaxedUuid,
    };

    /// <summary><c>/accounts/{name}</c></summary>
    public static Resource Account { get; } = new()
    {
        Name = "account",
        Plural = "accounts",
        Permissions = Permission.Read | Permission.Write,
        Create = Permission.CreateAccount,
        IdRule = ObjectIdRule.Account,
        OwnPartition = true,
    };

    /// <summary><c>/buckets/{b}/history/{entry}</c>: an entry for each change below a bucket; written by the server alone (kinto-plugins §3).</summary>
    public static Resource History { get; } = new()
    {
        Name = "history",
        Plural = "history",
        Parent = Bucket,
        Permissions = Permission.Read | Permission.Write,
        IdRule = ObjectIdRule.Uuid4,
    };

    /// <summary>The kinds that live inside this one.</summary>
    public IReadOnlyList<Resource> Children =>
        this == Bucket ? [Group, Collection, History] : this == Collection ? [Record] : [];

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
