using KintoHawk.PostgreSql;
using KintoHawk.TestBackends;

namespace KintoHawk.Cli.Tests;

/// <summary>A database as Kinto leaves it: its tables (kinto-postgres §1-2), an account, a bucket with a collection, and two records of different age.</summary>
static class KintoDatabase
{
    /// <summary>The password of <c>admin</c>.</summary>
    public const string Password = "s3cret";

    // What Kinto's own statements write (kinto-postgres §3, §7); the trigger makes the timestamps.
    const string Content =
        """
        INSERT INTO metadata (name, value) VALUES ('created_at', now()::text), ('storage_schema_version', '25'), ('storage_schema_version', '26'), ('permission_schema_version', '2');
        INSERT INTO objects (id, parent_id, resource_name, last_modified, data, deleted) VALUES
            ('admin', 'admin', 'account', NULL, '{"password": "HASH"}', FALSE),
            ('main', '', 'bucket', NULL, '{}', FALSE),
            ('c', '/buckets/main', 'collection', NULL, '{}', FALSE),
            ('old', '/buckets/main/collections/c', 'record', from_epoch(1500000000000), '{"title": "From Kinto"}', FALSE),
            ('gone', '/buckets/main/collections/c', 'record', from_epoch(1500000000001), '{"deleted": true}', TRUE);
        INSERT INTO access_control_entries (object_id, permission, principal) VALUES
            ('/accounts/admin', 'write', 'account:admin'),
            ('/buckets/main', 'write', 'account:admin'),
            ('/buckets/main/collections/c', 'read', 'system.Everyone');
        """;

    public static async Task<string> CreateAsync(PrivatePostgreSql server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var url = await server.CreateDatabaseAsync();
        await server.ExecuteAsync(url, string.Join(";", ((string[])["storage", "bump-timestamp", "permission"]).Select(Schema)));
        await server.ExecuteAsync(url, Content.Replace("HASH", BCrypt.Net.BCrypt.HashPassword(Password, 4), StringComparison.Ordinal));
        return url;
    }

    static string Schema(string part)
    {
        using var stream = typeof(PostgreSqlStorage).Assembly.GetManifestResourceStream($"KintoHawk.PostgreSql.Migrations.{part}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
