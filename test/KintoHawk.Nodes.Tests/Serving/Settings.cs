namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>Lines of settings files.</summary>
static class Settings
{
    /// <summary>What all clusters have: accounts that anybody may open, and Hawk sessions.</summary>
    public static IEnumerable<string> Common { get; } =
    [
        "[app:main]",
        "userid_hmac_secret = the secret of all nodes",
        "includes = kinto.plugins.accounts kinto_hawk",
        "multiauth.policies = account hawk",
        "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy",
        "multiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy",
        "hawk.principal = account",
        "account_create_principals = system.Everyone",
    ];

    /// <summary>Objects and permissions in a PostgreSQL database.</summary>
    public static IEnumerable<string> Storage(string url) =>
    [
        "storage_backend = kinto.core.storage.postgresql",
        "storage_url = " + url,
        "permission_backend = kinto.core.permission.postgresql",
        "permission_url = " + url,
    ];

    /// <summary>Sessions, nonces and tokens in a PostgreSQL database.</summary>
    public static IEnumerable<string> PostgreSqlCache(string url) => ["cache_backend = kinto.core.cache.postgresql", "cache_url = " + url];

    /// <summary>Sessions, nonces and tokens in Redis.</summary>
    public static IEnumerable<string> RedisCache(PrivateRedis redis) => ["cache_backend = kinto.core.cache.redis", "cache_url = " + redis.Url];

    /// <summary>Sessions, nonces and tokens in memcached.</summary>
    public static IEnumerable<string> MemcachedCache(PrivateMemcached memcached) => ["cache_backend = kinto.core.cache.memcached", "cache_hosts = " + memcached.Host];
}
