namespace KintoHawk.Load;

/// <summary>What the server keeps objects, permissions and the cache in.</summary>
enum LoadBackend : byte
{
    /// <summary>Two files, everything at its default.</summary>
    Sqlite,

    /// <summary>One PostgreSQL for all of it.</summary>
    PostgreSql,

    /// <summary>PostgreSQL for objects and permissions, Redis for the cache.</summary>
    PostgreSqlAndRedis,
}
