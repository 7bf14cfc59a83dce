using Npgsql;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>What is to be done to a database, in order.</summary>
static class SchemaUpdate
{
    /// <summary>Our functions, in the order of their files.</summary>
    public static IReadOnlyList<string> Functions { get; } =
        [.. Sql.Names("Functions.").Order(StringComparer.Ordinal).Select(Sql.Load)];

    /// <summary>The steps that lead from this state to the current one.</summary>
    /// <param name="state">What is there.</param>
    /// <param name="parts">What is to be there.</param>
    /// <param name="createdAt">The moment, in milliseconds, that a new database remembers as that of its making; null for the clock of the database.</param>
    public static IEnumerable<SchemaStep> StepsFrom(SchemaState state, SchemaParts parts, long? createdAt)
    {
        var hasObjects = parts.HasFlag(SchemaParts.Objects);
        var hasAccess = parts.HasFlag(SchemaParts.Access);
        if (hasObjects && state.Storage == 0)
        {
            yield return new SchemaStep(SchemaParts.Objects, Sql.Load("Migrations.storage"));
            yield return new SchemaStep(SchemaParts.Objects, Sql.Load("Migrations.bump-timestamp"));
            var moment = createdAt is { } given ? $"to_timestamp({given} / 1000.0)" : "now()";
            yield return new SchemaStep(SchemaParts.Objects, $"INSERT INTO metadata (name, value) VALUES ('created_at', {moment}::text)");
            yield return new SchemaStep(SchemaParts.Objects, VersionRow("storage", SchemaState.StorageTarget));
        }
        else if (hasObjects && state.Storage < SchemaState.StorageTarget)
        {
            for (var version = state.Storage + 1; version <= SchemaState.StorageTarget; version++)
                yield return new SchemaStep(SchemaParts.Objects, Sql.Load($"Migrations.{version:0000}"));
            yield return new SchemaStep(SchemaParts.Objects, Sql.Load("Migrations.bump-timestamp"));
        }

        if (hasAccess && state.Permission == 0)
        {
            yield return new SchemaStep(SchemaParts.Access, Sql.Load("Migrations.permission"));
            yield return new SchemaStep(SchemaParts.Access, VersionRow("permission", SchemaState.PermissionTarget));
        }
        else if (hasAccess && state.Permission < SchemaState.PermissionTarget)
        {
            yield return new SchemaStep(SchemaParts.Access, Sql.Load("Migrations.permission-0002"));
        }

        var hasAdditions = state.Additions >= SchemaState.AdditionsTarget;
        if (!hasAdditions)
            foreach (var function in Functions)
                yield return new SchemaStep(SchemaParts.None, function);
        // Tables that are new, beside others that had a database for themselves, want their indexes as well.
        hasObjects &= !hasAdditions || state.Storage == 0;
        hasAccess &= !hasAdditions || state.Permission == 0;
        foreach (var step in hasObjects ? Indexes(AddedIndex.OfObjects, isNew: state.Storage == 0) : [])
            yield return step;
        foreach (var step in hasAccess ? Indexes(AddedIndex.OfAccess, isNew: state.Permission == 0) : [])
            yield return step;
        if (!hasAdditions)
            yield return new SchemaStep(SchemaParts.None, VersionRow("kintohawk", SchemaState.AdditionsTarget));
    }

    /// <summary>Takes the steps: what can be done in one transaction is; then indexes on tables that are in use; then the row that says that all is there.</summary>
    public static async ValueTask RunAsync(NpgsqlConnection connection, IReadOnlyList<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var first = steps.TakeWhile(static step => step.Index is null).ToList();
        await InTransactionAsync(connection, first, cancellationToken).ConfigureAwait(false);
        var rest = steps.Skip(first.Count).ToList();
        foreach (var index in rest.Select(static step => step.Index).OfType<AddedIndex>())
            await index.CreateAsync(connection, cancellationToken).ConfigureAwait(false);
        await InTransactionAsync(connection, rest.Where(static step => step.Index is null), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs statements, which may take as long as they need.</summary>
    public static async ValueTask ExecuteAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(text, connection) { CommandTimeout = 0 };
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    static async ValueTask InTransactionAsync(NpgsqlConnection connection, IEnumerable<SchemaStep> steps, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            foreach (var step in steps)
                await ExecuteAsync(connection, step.Text, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    static IEnumerable<SchemaStep> Indexes(IEnumerable<AddedIndex> indexes, bool isNew) =>
        indexes.Select(index => isNew ? new SchemaStep(SchemaParts.None, index.Immediate) : new SchemaStep(SchemaParts.None, index.Concurrent, index));

    static string VersionRow(string name, int version) => $"INSERT INTO metadata (name, value) VALUES ('{name}_schema_version', '{version}')";
}
