using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>What was found on one level of a path.</summary>
sealed class Level(ObjectPath path)
{
    public ObjectPath Path => path;

    /// <summary>The live object; null when there is none.</summary>
    public StoredObject? Found { get; set; }

    /// <summary>What the caller holds by entries on it.</summary>
    public Permission Held { get; private set; }

    /// <summary>Its access list.</summary>
    public AccessControl Own { get; private set; } = AccessControl.Empty;

    /// <summary>Reads the names of what the caller holds; null for nothing.</summary>
    public void TakeHeld(NpgsqlDataReader row, int ordinal)
    {
        if (!row.IsDBNull(ordinal))
            foreach (var name in row.GetFieldValue<string[]>(ordinal))
                Held |= PermissionNames.Parse(name);
    }

    /// <summary>Reads what the caller holds, and the permissions and principals of the access list.</summary>
    public void TakeAccess(NpgsqlDataReader row, int ordinal)
    {
        TakeHeld(row, ordinal);
        if (!row.IsDBNull(ordinal + 1))
            Own = AccessLists.Of(row.GetFieldValue<string[]>(ordinal + 1).Zip(row.GetFieldValue<string[]>(ordinal + 2)));
    }
}
