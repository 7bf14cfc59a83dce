using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class BackendSettingsTests
{
    const string OneDatabase = """
        kinto.storage_backend = kinto.core.storage.postgresql
        kinto.storage_url = postgresql+psycopg2://kinto:hidden@db.example:5432/kinto
        kinto.permission_backend = kinto.core.permission.postgresql
        kinto.permission_url = postgresql+psycopg2://kinto:hidden@db.example:5432/kinto

        """;

    [Fact]
    public void The_backends_of_the_reference_are_known_by_its_names()
    {
        var options = Reading.Options(OneDatabase + "kinto.cache_backend = kinto.core.cache.redis\nkinto.cache_url = redis://:hidden@cache.example:6379/1");

        Assert.Equal((BackendKind.PostgreSql, BackendKind.PostgreSql, BackendKind.Redis), (options.StorageBackend, options.PermissionBackend, options.CacheBackend));
        Assert.Equal("postgresql+psycopg2://kinto:hidden@db.example:5432/kinto", options.StorageUrl);
        Assert.Equal(options.StorageUrl, options.PermissionUrl);
        Assert.Equal("redis://:hidden@cache.example:6379/1", options.CacheUrl);
    }

    [Fact]
    public void A_pool_is_as_large_as_the_reference_makes_it()
    {
        var pool = Reading.Options(OneDatabase + """
            kinto.storage_pool_size = 7
            kinto.storage_max_overflow = 2
            kinto.storage_pool_timeout = 4.5
            kinto.storage_pool_recycle = 600
            kinto.storage_max_backlog = 20
            """).StoragePool;

        Assert.Equal(9, pool.MaxSize);
        Assert.Equal(TimeSpan.FromSeconds(4.5), pool.Timeout);
        Assert.Equal(TimeSpan.FromMinutes(10), pool.Recycle);
        Assert.Equal(20, pool.MaxBacklog);
        Assert.True(pool.IsPooled);
    }

    [Fact]
    public void Without_settings_a_pool_has_the_defaults_of_the_reference()
    {
        var pool = new PoolOptions();

        Assert.Equal((35, null, null, true), (pool.MaxSize, pool.Recycle, pool.MaxBacklog, pool.IsPooled));
        Assert.Equal(TimeSpan.FromSeconds(30), pool.Timeout);
    }

    [Theory]
    [InlineData("kinto.storage_pool_size = 0")]
    [InlineData("kinto.storage_max_overflow = -1")]
    public void A_pool_without_limit_is_large(string line) => Assert.Equal(1_000, Reading.Options(OneDatabase + line).StoragePool.MaxSize);

    [Theory]
    [InlineData("sqlalchemy.pool.NullPool", false)]
    [InlineData("kinto.core.storage.postgresql.pool.QueuePoolWithMaxBacklog", true)]
    [InlineData("sqlalchemy.pool.QueuePool", true)]
    public void A_pool_class_says_whether_connections_are_kept(string name, bool isPooled)
    {
        var result = Reading.Application(OneDatabase + "kinto.storage_poolclass = " + name);

        Assert.Equal(isPooled, result.Options!.StoragePool.IsPooled);
        Assert.DoesNotContain(result.Notices, static notice => notice.Contains("poolclass", StringComparison.Ordinal));
    }

    [Fact]
    public void Permissions_may_have_a_database_of_their_own_with_a_notice_that_it_is_slower()
    {
        var result = Reading.Application("""
            storage_backend = postgresql
            storage_url = postgresql://a/objects
            permission_backend = postgresql
            permission_url = postgresql://user:hidden@a/permissions
            permission_pool_size = 3
            """);

        Assert.Equal("postgresql://user:hidden@a/permissions", result.Options!.PermissionUrl);
        Assert.Equal(13, result.Options.PermissionPool.MaxSize);
        Assert.Contains(result.Notices, static notice => notice.Contains("One database is faster", StringComparison.Ordinal));
        Assert.DoesNotContain(result.Notices, static notice => notice.Contains("hidden", StringComparison.Ordinal) || notice.Contains("permission_pool_size", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("storage_pool_size = 4", "storage_pool_size has no effect: only postgresql has a pool of connections.")]
    [InlineData("permission_pool_size = 4", "permission_pool_size has no effect: permissions are kept with the objects, over the pool of the storage.")]
    [InlineData("cache_max_backlog = 4", "cache_max_backlog has no effect: only postgresql has a pool of connections.")]
    [InlineData("cache_backend = redis\ncache_url = redis://a\ncache_pool_size = 4", "cache_pool_size has no effect: all requests share a few connections to the cache.")]
    [InlineData("storage_read_url = postgresql://a/b", "storage_read_url has no effect: storage_backend is not postgresql.")]
    [InlineData("cache_hosts = a:1", "cache_hosts has no effect: cache_backend is not memcached.")]
    [InlineData("storage_pool_pre_ping = true", "storage_pool_pre_ping has no effect: it is an option of a database driver.")]
    [InlineData("storage_backend = postgresql\nstorage_url = postgresql://a/b", "permission_backend is not set: permissions are kept with the objects. The reference would keep them in memory.")]
    public void A_setting_of_another_backend_gives_a_notice(string lines, string notice) => Assert.Contains(notice, Reading.Application(lines).Notices);

    [Theory]
    [InlineData("cache_hosts = one:11211 two:11211")]
    [InlineData("cache_url = one:11211 two:11211")]
    [InlineData("cache_hosts = one:11211 two:11211\ncache_url = redis://elsewhere")]
    public void The_hosts_of_memcached_may_stand_where_the_reference_writes_them(string lines) =>
        Assert.Equal(["one:11211", "two:11211"], Reading.Options("cache_backend = memcached\n" + lines).CacheHosts);

    [Fact]
    public void A_memory_cache_beside_a_database_that_others_may_share_gives_a_notice()
    {
        Assert.Contains(Reading.Application(OneDatabase).Notices, static notice => notice.StartsWith("cache_backend is memory: servers that share this database", StringComparison.Ordinal));
        Assert.DoesNotContain(
            Reading.Application(OneDatabase + "cache_backend = memcached\ncache_hosts = a:1").Notices,
            static notice => notice.StartsWith("cache_backend is memory", StringComparison.Ordinal));
    }
}
