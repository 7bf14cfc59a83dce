namespace KintoHawk.Load;

/// <summary>The statements of the baseline: what nobody who keeps rows of a kilobyte in PostgreSQL can do without.</summary>
static class BaselineDatabaseSql
{
    /// <summary>How many rows there are.</summary>
    public const int Rows = 64;

    public const string Create = """
        CREATE TABLE baseline (id integer PRIMARY KEY, data jsonb NOT NULL);
        INSERT INTO baseline SELECT id, jsonb_build_object('title', 'A record', 'text', repeat('x', 200)) FROM generate_series(0, 63) AS id;
        """;

    public const string Select = "SELECT data FROM baseline WHERE id = $1";

    public const string Upsert = "INSERT INTO baseline (id, data) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET data = EXCLUDED.data";
}
