using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>An index that we add to the tables of Kinto.</summary>
/// <param name="Name">Its name; all of ours begin with <c>kintohawk_</c>.</param>
/// <param name="Definition">The table, the columns and the condition.</param>
sealed record AddedIndex(string Name, string Definition)
{
    /// <summary>The ones on the tables of objects.</summary>
    public static IReadOnlyList<AddedIndex> OfObjects { get; } =
    [
        // Lists and clocks of kinds that are each a partition of their own (accounts), over all partitions.
        new("kintohawk_objects_own_partition", "objects (resource_name, last_modified DESC) WHERE parent_id = id"),
    ];

    /// <summary>The ones on the tables of permissions.</summary>
    public static IReadOnlyList<AddedIndex> OfAccess { get; } =
    [
        // A group that changes or goes: its members, and those of the groups below an object that goes.
        new("kintohawk_user_principals_principal", "user_principals (principal COLLATE \"C\")"),
        // The objects of one set that name a principal: lists of what is shared with somebody.
        new("kintohawk_access_control_entries_principal_object_id", "access_control_entries (principal COLLATE \"C\", object_id)"),
    ];

    /// <summary>The statement that makes it while others write.</summary>
    public string Concurrent => $"CREATE INDEX CONCURRENTLY IF NOT EXISTS {Name} ON {Definition}";

    /// <summary>The statement that makes it on a table that nobody uses yet.</summary>
    public string Immediate => $"CREATE INDEX IF NOT EXISTS {Name} ON {Definition}";

    /// <summary>Makes it while others write. One that was begun and is not valid is begun anew.</summary>
    public async ValueTask CreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var invalid = new NpgsqlCommand("SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid", connection);
        await using (invalid.ConfigureAwait(false))
        {
            invalid.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Name });
            if (await invalid.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
                await SchemaUpdate.ExecuteAsync(connection, $"DROP INDEX CONCURRENTLY IF EXISTS {Name}", cancellationToken).ConfigureAwait(false);
        }

        await SchemaUpdate.ExecuteAsync(connection, Concurrent, cancellationToken).ConfigureAwait(false);
    }
}
