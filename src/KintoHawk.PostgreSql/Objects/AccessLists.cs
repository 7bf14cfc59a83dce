using KintoHawk.Core.Permissions;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>Makes access lists of their entries.</summary>
static class AccessLists
{
    /// <summary>The list of entries in any order. Permissions that this server does not know are left out: they are some other server's.</summary>
    public static AccessControl Of(IEnumerable<(string Permission, string Principal)> entries)
    {
        var access = AccessControl.Empty;
        foreach (var holders in entries.GroupBy(static entry => PermissionNames.Parse(entry.Permission), static entry => entry.Principal))
            if (holders.Key is not Permission.None)
                access = access.With(holders.Key, holders);
        return access;
    }
}
