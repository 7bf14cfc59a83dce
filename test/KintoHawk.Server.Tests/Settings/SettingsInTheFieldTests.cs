using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class SettingsInTheFieldTests
{
    // The settings that kinto-hawk's documentation shows, the optional ones switched on.
    const string HawkDocumentation = """
        # Enable plugin.
        kinto.includes = kinto_hawk

        multiauth.policies = account

        # Enable Hawk authenticated policy and name it account
        multiauth.policy.account.use = kinto_hawk.authentication.HawkAuthenticationPolicy

        multiauth.policy.account.realm = Realm
        hawk.nonce_ttl_seconds = 60  # A minute
        hawk.session_ttl_seconds = 2613600  # 2 months since last usage.
        """;

    // What `kinto init --backend memory` writes, with other words in the comments.
    const string Generated = """
        # Made by a tool

        [server:main]
        use = egg:waitress#main
        host = 127.0.0.1
        port = %(http_port)s


        [app:main]
        use = egg:kinto

        # kinto.readonly = false
        # kinto.paginate_by =

        kinto.includes = kinto.plugins.default_bucket
                         kinto.plugins.admin
                         kinto.plugins.accounts
        #                kinto.plugins.history

        kinto.storage_backend = kinto.core.storage.memory
        kinto.storage_url =
        # kinto.storage_pool_size = 25

        kinto.cache_backend = kinto.core.cache.memory
        kinto.cache_url =

        kinto.permission_backend = kinto.core.permission.memory
        kinto.permission_url =

        kinto.userid_hmac_secret = 4f0ce1bbfbd3d3dd0bf2a6f8
        multiauth.policies = account

        kinto.default_bucket_hmac_secret = 5e0ce1bbfbd3d3dd0bf2a6f8

        multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy
        # Anybody may open an account.
        kinto.account_create_principals = system.Everyone
        kinto.account_write_principals = account:admin
        kinto.bucket_create_principals = account:admin

        # kinto.event_listeners = redis

        [loggers]
        keys = root, kinto

        [handlers]
        keys = console

        [formatters]
        keys = color, json

        [logger_root]
        level = INFO
        handlers = console

        [logger_kinto]
        level = DEBUG
        handlers = console
        qualname = kinto
        propagate = 0

        [handler_console]
        class = kinto.core.StreamHandlerWithRequestID
        args = (sys.stderr,)
        level = NOTSET
        formatter = color

        [formatter_color]
        class = logging_color_formatter.ColorFormatter
        format = %(asctime)s %(levelname)-5.5s

        [formatter_json]
        class = kinto.core.JsonLogFormatter
        """;

    // What kinto-hawk runs its own tests with.
    const string HawkTests = """
        [server:main]
        use = egg:waitress#main
        host = 127.0.0.1
        port = %(http_port)s

        [app:main]
        use = egg:kinto
        kinto.userid_hmac_secret = some-secret-string
        kinto.storage_backend = kinto.core.storage.memory
        kinto.permission_backend = kinto.core.permission.memory
        kinto.cache_backend = kinto.core.cache.memory


        kinto.includes = kinto.plugins.accounts
                         kinto_hawk
                         kinto.plugins.flush

        multiauth.policies = account

        # Enable Account authenticated policy.
        multiauth.policy.account.use = kinto_hawk.authentication.AccountsAuthenticationPolicy
        kinto.account_create_principals = system.Everyone
        """;

    [Fact]
    public void The_settings_of_the_documentation_of_kinto_hawk_work_as_they_are()
    {
        var options = Reading.Options(HawkDocumentation);

        Assert.True(options.HawkIncluded);
        Assert.Equal([new AuthenticationPolicy { Name = "account", Kind = AuthenticationPolicyKind.Hawk, UserIdPrefix = "account" }], options.Policies);
        Assert.Equal(TimeSpan.FromMinutes(1), options.HawkNonceLifetime);
        Assert.Equal(TimeSpan.FromSeconds(2_613_600), options.HawkSessionLifetime);
    }

    [Fact]
    public void The_settings_of_the_tests_of_kinto_hawk_work_as_they_are()
    {
        var result = Reading.File(HawkTests);

        Assert.Empty(result.Errors);
        Assert.True(result.Options!.AccountsIncluded && result.Options.HawkIncluded && result.Options.IsIncluded("kinto.plugins.flush"));
        Assert.Equal("account", Assert.Single(result.Options.Policies).UserIdPrefix);
        Assert.Equal(8888, result.Options.ListenPort);
    }

    [Fact]
    public void The_settings_that_Kinto_generates_work_as_they_are()
    {
        var result = Reading.File(Generated);

        Assert.Empty(result.Errors);
        var options = result.Options!;
        Assert.Equal(("127.0.0.1", 8888), (options.ListenHost, options.ListenPort));
        Assert.Equal((BackendKind.Memory, BackendKind.Memory, BackendKind.Memory), (options.StorageBackend, options.PermissionBackend, options.CacheBackend));
        Assert.Equal("4f0ce1bbfbd3d3dd0bf2a6f8", options.UserIdHmacSecret);
        Assert.Equal([new AuthenticationPolicy { Name = "account", Kind = AuthenticationPolicyKind.Account, UserIdPrefix = "account" }], options.Policies);
        Assert.Equal(["kinto.plugins.default_bucket", "kinto.plugins.admin", "kinto.plugins.accounts"], options.Includes);
        Assert.Equal(["account:admin"], options.PrincipalsFor("bucket", "create"));
        Assert.Equal(["account:admin"], options.PrincipalsFor("account", "write"));
        Assert.Equal(["system.Everyone"], options.PrincipalsFor("account", "create"));
        Assert.Equal(["system.Everyone"], options.PrincipalsFor("permissions", "read"));
    }

    [Fact]
    public void What_has_no_effect_or_is_unwise_is_told_one_notice_each() => Assert.Equal(
        [
            "storage_backend is memory: accounts are lost when the server stops, and create-user cannot reach them.",
            "http_scheme is not https: passwords and data travel readable unless something in front of this server encrypts them.",
        ],
        Reading.File(Generated).Notices);

    [Fact]
    public void Settings_of_pools_listeners_and_monitoring_are_accepted_with_a_notice()
    {
        var result = Reading.Application("""
            kinto.storage_pool_size = 5
            kinto.storage_pool_pre_ping = true
            kinto.statsd_url = udp://127.0.0.1:8125
            kinto.event_listeners = redis
            kinto.event_listeners.redis.use = kinto_redis.listeners
            kinto.attachment.base_path = /tmp
            kinto.includes = kinto.plugins.quotas
            """);

        Assert.True(result.Succeeded);
        Assert.Empty(result.Options.Includes);
        Assert.Equal(7, result.Notices.Count(static notice => notice.Contains("has no effect", StringComparison.Ordinal) || notice.Contains("is left out", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_server_without_secret_starts_with_a_notice()
    {
        var result = Reading.Application("kinto.userid_hmac_secret =");

        Assert.True(result.Succeeded);
        Assert.Contains(result.Notices, static notice => notice.StartsWith("userid_hmac_secret is not set", StringComparison.Ordinal));
    }

    [Fact]
    public void Https_gives_no_notice_about_the_scheme() =>
        Assert.DoesNotContain(Reading.Application("http_scheme = https").Notices, static notice => notice.Contains("http_scheme", StringComparison.Ordinal));

    [Theory]
    [InlineData("host = 0.0.0.0\nport = 80", "0.0.0.0", 80)]
    [InlineData("port = %(http_port)s", null, 8888)]
    [InlineData("listen = [::1]:6543 127.0.0.1:6543", "::1", 6543)]
    [InlineData("listen = 127.0.0.1:6543", "127.0.0.1", 6543)]
    public void The_server_section_says_where_to_listen(string lines, string? host, int port)
    {
        var options = Reading.File("[app:main]\n[server:main]\nuse = egg:waitress#main\n" + lines).Options!;

        Assert.Equal((host, port), (options.ListenHost, options.ListenPort));
    }

    [Theory]
    [InlineData("listen = localhost", "line 3: listen is 'localhost'; accepted: an address and a port, like 127.0.0.1:8888 or [::1]:8888.")]
    [InlineData("url_scheme = ftp", "line 3: url_scheme is 'ftp'; accepted: http, https.")]
    [InlineData("port = 65536", "line 3: port is '65536'; accepted: an integer from 0 to 65535.")]
    public void A_wrong_listener_is_named(string line, string error) =>
        Assert.Equal(error, Assert.Single(Reading.File("[app:main]\n[server:main]\n" + line).Errors).ToString());

    [Fact]
    public void The_scheme_of_the_server_section_counts_unless_the_settings_have_one()
    {
        Assert.Equal("https", Reading.File("[app:main]\n[server:main]\nurl_scheme = https").Options!.HttpScheme);
        Assert.Equal("http", Reading.File("[app:main]\nhttp_scheme = http\n[server:main]\nurl_scheme = https").Options!.HttpScheme);
    }

    [Fact]
    public void Keys_of_other_web_servers_are_told_one_by_one()
    {
        var notices = Reading.File("[app:main]\n[server:main]\nuse = egg:waitress#main\nthreads = 8\ntrusted_proxy = *\nunix_socket = /run/x\n[uwsgi]\nwsgi-file = app.wsgi\n").Notices;

        Assert.Equal(3, notices.Count(static notice => notice.Contains("[server:main] has no effect", StringComparison.Ordinal)));
    }

    [Fact]
    public void Other_listeners_are_told() =>
        Assert.Equal(2, Reading.File("[app:main]\n[server:main]\nuse = egg:gunicorn\nthreads = 4\nhost = ::\n").Notices.Count(static notice => notice.Contains("[server:main]", StringComparison.Ordinal)));

    [Fact]
    public void A_sequence_without_the_version_redirect_switches_it_off()
    {
        Assert.False(Reading.Options("initialization_sequence = kinto.core.initialization.setup_storage").VersionPrefixRedirect);
        Assert.True(Reading.Options("initialization_sequence = kinto.core.initialization.setup_version_redirection").VersionPrefixRedirect);
    }
}
