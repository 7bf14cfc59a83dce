using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>Answers questions about single objects and what callers hold. Runs inside a transaction, so that all statements see one state.</summary>
sealed class ObjectReader(Connection connection)
{
    /// <summary>Answers one read; the caller's principals are passed on.</summary>
    public ObjectView Read(ObjectPath path, Caller caller, IReadOnlyList<string> principals) => new()
    {
        Path = path,
        Object = FindLive(path),
        Ancestors = FindAncestors(path),
        Grants = FindGrants(path.Chain, caller),
        Principals = principals,
        AccessControl = FindAccess(path.Uri),
    };

    /// <summary>The caller's principals, with the groups in the order of their URIs.</summary>
    public IReadOnlyList<string> FindPrincipals(Caller caller)
    {
        if (caller.UserId is not { } user)
            return caller.Principals;
        var groups = new SortedSet<string>(StringComparer.Ordinal);
        using var rows = connection.Use(Sql.FindGroups).Bind(1, user).Bind(2, Caller.Authenticated);
        while (rows.Step())
            groups.Add(rows.Text(0));
        return [.. caller.Principals, .. groups];
    }

    /// <summary>True when any of the principals is the caller's.</summary>
    public bool HasAny(Caller caller, IReadOnlyCollection<string> principals)
    {
        if (principals.Any(caller.Principals.Contains))
            return true;
        if (caller.UserId is not { } user)
            return false;
        foreach (var principal in principals)
        {
            using var row = connection.Use(Sql.IsMember).Bind(1, user).Bind(2, Caller.Authenticated).Bind(3, principal);
            if (row.Step())
                return true;
        }

        return false;
    }

    /// <summary>What the caller holds on each level, the bucket (or account) first.</summary>
    public Grants FindGrants(IReadOnlyList<ObjectPath> levels, Caller caller)
    {
        var grants = default(Grants);
        for (var level = 0; level < levels.Count; level++)
        {
            var held = Permission.None;
            using var rows = connection.Use(Sql.FindHeld).Bind(1, levels[level].Uri);
            for (var i = 0; i < caller.Principals.Count; i++)
                rows.Bind(i + 2, caller.Principals[i]);
            while (rows.Step())
                held |= PermissionNames.Parse(rows.Text(0));
            grants = grants.With(level, held);
        }

        return grants;
    }

    /// <summary>The containing objects, the bucket first; null where one is missing.</summary>
    public IReadOnlyList<StoredObject?> FindAncestors(ObjectPath path) => path.Parent is { } parent ? [.. parent.Chain.Select(FindLive)] : [];

    public StoredObject? FindLive(ObjectPath path) => FindRow(path) is { IsTombstone: false } live ? live : null;

    /// <summary>The object or its tombstone.</summary>
    public StoredObject? FindRow(ObjectPath path)
    {
        using var row = connection.Use(Sql.FindRow).Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, path.Id);
        return row.Step() ? RowOf(row) : null;
    }

    /// <summary>The timestamp of a live object.</summary>
    public long? FindVersion(ObjectPath path)
    {
        using var row = connection.Use(Sql.FindVersion).Bind(1, path.Partition).Bind(2, path.Resource.Name).Bind(3, path.Id);
        return row.Step() ? row.Int64(0) : null;
    }

    /// <summary>The timestamp of the set that the object belongs to; before its first write that of the object it is in, or of the database.</summary>
    public long FindTimestamp(ObjectPath member) =>
        FindOwnTimestamp(member.Resource, member.Partition) ?? (member.Parent is { } parent ? FindVersion(parent) : null) ?? Schema.ReadCreatedAt(connection);

    /// <summary>The timestamp of a set; null before its first write.</summary>
    public long? FindOwnTimestamp(Resource resource, string partition)
    {
        using var row = connection.Use(Sql.SetTimestamp).Bind(1, partition).Bind(2, resource.Name);
        return row.Step() && !row.IsNull(0) ? row.Int64(0) : null;
    }

    /// <summary>What a list of the set shows; null stands for all partitions of a kind that is its own.</summary>
    public long FindShownTimestamp(Resource resource, string? parentUri)
    {
        if (parentUri is not null)
            return FindTimestamp(new ObjectPath(resource, parentUri, resource.OwnPartition ? parentUri : ""));
        using (var row = connection.Use(Sql.EveryPartitionTimestamp).Bind(1, resource.Name))
            if (row.Step() && !row.IsNull(0))
                return row.Int64(0);
        return Schema.ReadCreatedAt(connection);
    }

    /// <summary>The columns of <c>find-row</c> and the <c>list-*</c> statements.</summary>
    public static StoredObject RowOf(Statement row) => new(row.Text(0), row.Int64(1), row.Bytes(2), IsTombstone: row.Int64(3) != 0);

    /// <summary>The same, with the data in a buffer that grows as it must and that the next row overwrites.</summary>
    public static StoredObject RowOf(Statement row, ref byte[] buffer) => new(row.Text(0), row.Int64(1), row.Bytes(2, ref buffer), IsTombstone: row.Int64(3) != 0);

    /// <summary>The access list of an object; empty when it has none.</summary>
    public AccessControl FindAccess(string uri)
    {
        var holders = new SortedDictionary<Permission, List<string>>();
        using var rows = connection.Use(Sql.FindAccess).Bind(1, uri);
        while (rows.Step())
        {
            var permission = PermissionNames.Parse(rows.Text(0));
            if (!holders.TryGetValue(permission, out var list))
                holders.Add(permission, list = []);
            list.Add(rows.Text(1));
        }

        var access = AccessControl.Empty;
        foreach (var (permission, principals) in holders)
            access = access.With(permission, principals);
        return access;
    }
}
