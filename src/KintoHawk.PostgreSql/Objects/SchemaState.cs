using KintoHawk.Core.Storage;
using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>What a database says about its tables.</summary>
/// <param name="Encoding">The encoding of its texts.</param>
/// <param name="Storage">The version of the tables of objects; 0 when there are none.</param>
/// <param name="Permission">The version of the tables of permissions; 0 when there are none.</param>
/// <param name="Additions">The version of our functions and indexes; 0 when there are none.</param>
sealed record SchemaState(string Encoding, int Storage, int Permission, int Additions)
{
    /// <summary>The version of Kinto's tables of objects that this program works with.</summary>
    public const int StorageTarget = 26;

    /// <summary>The oldest one that can be brought there.</summary>
    public const int OldestStorage = 17;

    /// <summary>The version of Kinto's tables of permissions.</summary>
    public const int PermissionTarget = 2;

    /// <summary>
    /// The version of our functions and indexes. Raise it whenever a text in Functions changes: then every database gets the new texts. Servers with the old
    /// ones may still run, so a function that means something else gets another name.
    /// </summary>
    public const int AdditionsTarget = 1;

    /// <summary>Reads it: one small question.</summary>
    public static async ValueTask<SchemaState> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(connection, "Sql.schema-state", cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            return await ReadAsync(connection, "Sql.schema-state-without-metadata", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>True when these parts need nothing to be done.</summary>
    public bool IsCurrent(SchemaParts parts) =>
        (!parts.HasFlag(SchemaParts.Objects) || Storage == StorageTarget)
        && (!parts.HasFlag(SchemaParts.Access) || Permission == PermissionTarget)
        && Additions >= AdditionsTarget;

    /// <summary>Refuses what cannot be worked with.</summary>
    /// <param name="parts">What the database is to hold.</param>
    /// <param name="place">Where it is, for people.</param>
    /// <exception cref="StorageUnavailableException">It is too new, too old or not of the right encoding.</exception>
    public void Refuse(SchemaParts parts, string place)
    {
        if (Encoding != "UTF8")
            throw new StorageUnavailableException($"The database {place} has the encoding {Encoding}; it must be created with UTF8.");
        if (parts.HasFlag(SchemaParts.Objects) && Storage > StorageTarget)
            throw new StorageUnavailableException($"The database {place} has Kinto's storage schema {Storage}; this program knows {StorageTarget}. Use a newer program.");
        if (parts.HasFlag(SchemaParts.Objects) && Storage is > 0 and < OldestStorage)
            throw new StorageUnavailableException(
                $"The database {place} has Kinto's storage schema {Storage}; this program can bring {OldestStorage} and later up to date. Run the migration of Kinto first.");
        if (parts.HasFlag(SchemaParts.Access) && Permission > PermissionTarget)
            throw new StorageUnavailableException($"The database {place} has Kinto's permission schema {Permission}; this program knows {PermissionTarget}. Use a newer program.");
    }

    static async ValueTask<SchemaState> ReadAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Sql.Load(statement), connection);
        await using (command.ConfigureAwait(false))
        {
            var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using (row.ConfigureAwait(false))
            {
                await row.ReadAsync(cancellationToken).ConfigureAwait(false);
                int? Version(int column) => row.IsDBNull(column) ? null : int.Parse(row.GetString(column));
                var hasObjects = row.GetBoolean(1) || row.GetBoolean(2);
                // As Kinto decides where the version is not known: a flush of an old Kinto removed it, together with the row about the creation.
                var unknown = row.GetBoolean(7) ? 1 : 20;
                return new SchemaState(
                    row.GetString(0),
                    hasObjects ? Version(4) ?? unknown : 0,
                    row.GetBoolean(3) ? Version(5) ?? 1 : 0,
                    Version(6) ?? 0);
            }
        }
    }
}
