using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>Removes what operators ask to be removed, wherever it is. Runs inside a transaction that holds the write lock.</summary>
static class Upkeep
{
    public static void RemovePrincipal(Connection connection, string principal)
    {
        connection.Use(Sql.DeleteEntries).Bind(1, principal).Run();
        connection.Use(Sql.DeleteMemberships).Bind(1, principal).Run();
        connection.Use(Sql.DeleteMembers).Bind(1, principal).Run();
    }

    public static long PurgeTombstones(Connection connection, string resourceName, int retained)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(retained);
        // The newest tombstone of a set may be what its clock is read from. Only when none is retained it can go.
        if (retained == 0)
            connection.Use(Sql.RememberTimestampsOfTombstones).Bind(1, resourceName).Run();
        connection.Use(Sql.PurgeTombstones).Bind(1, resourceName).Bind(2, retained).Run();
        return connection.Changes;
    }
}
