using KintoHawk.Core.Storage;
using KintoHawk.Sqlite.Engine;

namespace KintoHawk.Sqlite.Objects;

/// <summary>The version of the tables, and what the database remembers about itself.</summary>
static class Schema
{
    const string Version = "schema_version";
    const string CreatedAt = "created_at";

    /// <summary>Brings the tables to the current version; does nothing when they are.</summary>
    /// <exception cref="StorageUnavailableException">A newer program wrote the database.</exception>
    public static void Migrate(Connection connection, long now)
    {
        var version = ReadVersion(connection);
        if (version > Sql.Migrations.Count)
            throw TooNew(version);
        if (version == Sql.Migrations.Count)
            return;
        foreach (var migration in Sql.Migrations.Skip(version))
            connection.Execute(migration);
        if (version == 0)
            Write(connection, CreatedAt, now);
        Write(connection, Version, Sql.Migrations.Count);
    }

    /// <summary>When the database was made.</summary>
    public static long ReadCreatedAt(Connection connection) => Read(connection, CreatedAt);

    /// <summary>Reads something.</summary>
    public static void CheckRead(Connection connection) => Read(connection, Version);

    /// <summary>Writes something and takes it back.</summary>
    public static void CheckWrite(Connection connection)
    {
        const string Probe = "probe";
        Write(connection, Probe, 0);
        connection.Use(Sql.DeleteMetadata).Bind(1, Probe).Run();
    }

    /// <summary>The version of the tables; 0 when there are none.</summary>
    public static int ReadVersion(Connection connection)
    {
        using (var schema = connection.Use(Sql.HasSchema))
            if (!schema.Step())
                return 0;
        return (int)Read(connection, Version);
    }

    public static StorageUnavailableException TooNew(int version) =>
        new($"The database has schema version {version}; this program knows {Sql.Migrations.Count}. Use a newer program.");

    static long Read(Connection connection, string name)
    {
        using var row = connection.Use(Sql.FindMetadata).Bind(1, name);
        return row.Step()
            ? long.Parse(row.Text(0))
            : throw new StorageUnavailableException($"The database does not know its {name}: it is not one of KintoHawk.");
    }

    static void Write(Connection connection, string name, long value) =>
        connection.Use(Sql.PutMetadata).Bind(1, name).Bind(2, value.ToString()).Run();
}
