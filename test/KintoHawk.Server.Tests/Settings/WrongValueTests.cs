namespace KintoHawk.Server.Tests.Settings;

public sealed class WrongValueTests
{
    [Theory]
    [InlineData("batch_max_requests = many", "batch_max_requests is 'many'; accepted: an integer from 0 to 2147483647; 0 or nothing for none.")]
    [InlineData("batch_max_requests = -1", "batch_max_requests is '-1'; accepted: an integer from 0 to 2147483647; 0 or nothing for none.")]
    [InlineData("batch_max_requests = 2.5", "batch_max_requests is '2.5'; accepted: an integer from 0 to 2147483647; 0 or nothing for none.")]
    [InlineData("storage_max_fetch_size = 0", "storage_max_fetch_size is '0'; accepted: an integer from 1 to 2147483647.")]
    [InlineData("heartbeat_timeout_seconds =", "heartbeat_timeout_seconds is ''; accepted: a number of seconds, 0 to 2147483647.")]
    [InlineData("retry_after_seconds = NaN", "retry_after_seconds is 'NaN'; accepted: a number of seconds, 0 to 2147483647.")]
    [InlineData("hawk.session_ttl_seconds = 0", "hawk.session_ttl_seconds is '0'; accepted: a number of seconds, 1 to 2147483647.")]
    [InlineData("trailing_slash_redirect_ttl_seconds = -2", "trailing_slash_redirect_ttl_seconds is '-2'; accepted: whole seconds, 0 to 2147483647; -1 or nothing for none.")]
    [InlineData("backoff_percentage = 101", "backoff_percentage is '101'; accepted: a number from 0 to 100.")]
    [InlineData("hawk.algorithm = md5", "hawk.algorithm is 'md5'; accepted: sha256.")]
    [InlineData("hawk.principal = user", "hawk.principal is 'user'; accepted: policy, account.")]
    [InlineData("eos = someday", "eos is 'someday'; accepted: a date or a date with time, like 2030-12-31 or 2030-12-31T18:00:00Z.")]
    [InlineData("http_scheme = ftp", "http_scheme is 'ftp'; accepted: http, https.")]
    [InlineData("http_host = a/b", "http_host is 'a/b'; accepted: a host name or address, with :port if needed.")]
    [InlineData("http_host = host:99999", "http_host is 'host:99999'; accepted: a host name or address, with :port if needed.")]
    [InlineData("http_api_version = one", "http_api_version is 'one'; accepted: numbers with dots, like 1.23.")]
    [InlineData("record_id_generator = mine.Generator", "record_id_generator is 'mine.Generator'; accepted: kinto.views.NameGenerator, kinto.views.RelaxedUUID, kinto.core.storage.generators.UUID4.")]
    [InlineData("history.exclude_resources = /buckets/a b/c", "history.exclude_resources is '/buckets/a b/c'; accepted: URIs of buckets, groups, collections and records, like /buckets/b/collections/c.")]
    [InlineData("history.exclude_resources = /accounts/alice", "history.exclude_resources is '/accounts/alice'; accepted: URIs of buckets, groups, collections and records, like /buckets/b/collections/c.")]
    [InlineData("history.auto_trim_max_count = all", "history.auto_trim_max_count is 'all'; accepted: an integer from -2147483648 to 2147483647.")]
    [InlineData("history.auto_trim_threshold = -1", "history.auto_trim_threshold is '-1'; accepted: an integer from 0 to 2147483647.")]
    [InlineData("multiauth.groupfinder = mine", "multiauth.groupfinder is 'mine'; accepted: kinto.core.authorization.groupfinder.")]
    [InlineData("storage_backend = cliquet.storage.postgresql", "storage_backend is 'cliquet.storage.postgresql'; accepted: sqlite, memory, postgresql (or kinto.core.storage.memory, kinto.core.storage.postgresql).")]
    [InlineData("storage_backend = redis", "storage_backend is 'redis'; accepted: sqlite, memory, postgresql (or kinto.core.storage.memory, kinto.core.storage.postgresql).")]
    [InlineData("permission_backend = postgresql", "permission_backend is 'postgresql'; accepted: the kind of storage_backend, or leave it out.")]
    [InlineData("cache_backend = kinto_redis.cache", "cache_backend is 'kinto_redis.cache'; accepted: sqlite, memory, postgresql, redis, memcached (or kinto.core.cache.memory, kinto.core.cache.postgresql, kinto.core.cache.redis, kinto.core.cache.memcached).")]
    [InlineData("storage_backend = sqlite", "storage_url is not set, and storage_backend is sqlite; accepted: a file path, or sqlite:/// and a file path.", null)]
    [InlineData("cache_backend = sqlite\ncache_url = redis://user:hidden@host/0?password=hidden", "cache_url is 'redis://***@host/0?***'; accepted: a file path, or sqlite:/// and a file path.", 3)]
    [InlineData("storage_backend = sqlite\nstorage_url = sqlite:///:memory:", "storage_url is 'sqlite:///:memory:'; accepted: a file path, or sqlite:/// and a file path.", 3)]
    [InlineData("storage_backend = sqlite\nstorage_url = x.db\npermission_backend = memory", "permission_backend is 'memory'; accepted: the kind of storage_backend, or leave it out.", 4)]
    [InlineData("storage_backend = sqlite\nstorage_url = x.db\npermission_url = y.db", "permission_url is 'y.db'; accepted: the value of storage_url (permissions are kept with the objects), or leave it out.", 4)]
    [InlineData("storage_backend = postgresql", "storage_url is not set, and storage_backend is postgresql; accepted: a URL like postgresql://user:password@host:5432/database.", null)]
    [InlineData("storage_backend = postgresql\nstorage_url = redis://user:hidden@host/0", "storage_url is 'redis://***@host/0'; accepted: a URL like postgresql://user:password@host:5432/database.", 3)]
    [InlineData("storage_backend = postgresql\nstorage_url = postgresql://a/b\nstorage_read_url = b", "storage_read_url is 'b'; accepted: a URL like postgresql://user:password@host:5432/database.", 4)]
    [InlineData("storage_backend = postgresql\nstorage_url = postgresql://a/b\npermission_url = x.db", "permission_url is 'x.db'; accepted: a URL like postgresql://user:password@host:5432/database.", 4)]
    [InlineData("storage_pool_size = 5\nstorage_max_overflow = -2", "storage_max_overflow is '-2'; accepted: an integer from -1 to 10000.", 3)]
    [InlineData("cache_backend = redis\ncache_url = localhost:6379", "cache_url is 'localhost:6379'; accepted: a URL like redis://:password@host:6379/0, rediss:// for TLS, or unix:///folder/redis.sock?db=0.", 3)]
    [InlineData("cache_backend = memcached", "cache_hosts is not set, and cache_backend is memcached; accepted: hosts and ports like 'first:11211 second:11211'.", null)]
    [InlineData("paginate_by = %(nothing)s", "paginate_by: the value names %(nothing)s, which is not known; accepted: keys of this section and of [DEFAULT], here, __file__, http_port.")]
    public void A_wrong_value_is_named_with_its_key_and_with_what_is_accepted(string lines, string error, int? line = 2) =>
        Assert.Equal(line is null ? error : $"line {line}: {error}", Reading.Error(lines));

    [Fact]
    public void An_unknown_module_is_refused()
    {
        var error = Reading.Error("includes = kinto.plugin.accounts");

        Assert.StartsWith("line 2: includes lists 'kinto.plugin.accounts', which is not known; accepted: kinto.plugins.accounts, kinto.plugins.admin, kinto.plugins.counters, ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_reported_at_once_in_the_order_of_the_file()
    {
        var result = Reading.File("[app:main]\neos = z\npaginate_by = x\npaginate_by = y\n[server:main]\nport = 65536\n");

        Assert.False(result.Succeeded);
        Assert.Null(result.Options);
        Assert.Equal([2, 3, 4, 6], result.Errors.Select(static error => error.Line));
        Assert.Contains(result.Errors, static error => error.ToString() == "line 6: port is '65536'; accepted: an integer from 0 to 65535.");
    }

    [Fact]
    public void A_file_without_the_section_of_the_application_is_refused() =>
        Assert.Equal(
            "The settings file has no section [app:main]; accepted: a file with one.",
            Assert.Single(Reading.File("[server:main]\nport = 80\n").Errors).ToString());
}
