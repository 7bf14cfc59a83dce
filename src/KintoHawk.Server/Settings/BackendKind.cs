namespace KintoHawk.Server.Settings;

/// <summary>Where objects, permissions or cache entries are kept.</summary>
public enum BackendKind
{
    /// <summary>In this process; lost at exit. Settings: <c>memory</c>, <c>kinto.core.storage.memory</c> and its siblings.</summary>
    Memory,

    /// <summary>In an SQLite file. Setting: <c>sqlite</c>.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL database with the schema of the reference. Settings: <c>postgresql</c>, <c>kinto.core.storage.postgresql</c> and its siblings.</summary>
    PostgreSql,

    /// <summary>In Redis; caches only. Settings: <c>redis</c>, <c>kinto.core.cache.redis</c>.</summary>
    Redis,

    /// <summary>In memcached; caches only. Settings: <c>memcached</c>, <c>kinto.core.cache.memcached</c>.</summary>
    Memcached,
}
