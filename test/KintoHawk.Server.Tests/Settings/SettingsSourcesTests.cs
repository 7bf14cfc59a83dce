using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class SettingsSourcesTests
{
    [Fact]
    public void The_prefix_of_a_key_is_optional()
    {
        Assert.Equal(7, Reading.Options("kinto.paginate_by = 7").PaginateBy);
        Assert.Equal(7, Reading.Options("paginate_by = 7").PaginateBy);
        Assert.Equal(TimeSpan.FromSeconds(90), Reading.Options("kinto.hawk.nonce_ttl_seconds = 90").HawkNonceLifetime);
    }

    [Fact]
    public void Both_spellings_with_one_value_are_accepted() => Assert.Equal(7, Reading.Options("kinto.paginate_by = 7\npaginate_by = 7").PaginateBy);

    [Fact]
    public void Both_spellings_with_two_values_are_a_conflict() =>
        Assert.Equal(
            "line 3: paginate_by and kinto.paginate_by (line 2) are the same setting with two values; accepted: one of them.",
            Reading.Error("kinto.paginate_by = 7\npaginate_by = 8"));

    [Fact]
    public void A_conflict_does_not_repeat_secrets() =>
        Assert.DoesNotContain("tops3cret", Reading.Error("kinto.userid_hmac_secret = tops3cret1\nuserid_hmac_secret = tops3cret2"), StringComparison.Ordinal);

    [Fact]
    public void Variables_win_over_the_file_and_the_prefixed_one_over_the_other()
    {
        const string file = "storage_backend = sqlite\nkinto.storage_url = /file";

        Assert.Equal("/file", Reading.Options(file).StorageUrl);
        Assert.Equal("/plain", Reading.Options(file, ("STORAGE_URL", "/plain")).StorageUrl);
        Assert.Equal("/prefixed", Reading.Options(file, ("STORAGE_URL", "/plain"), ("KINTO_STORAGE_URL", "/prefixed")).StorageUrl);
    }

    [Fact]
    public void A_variable_is_typed_like_the_file_and_may_be_empty()
    {
        Assert.Equal(["a", "b"], Reading.Options("cors_origins = *", ("KINTO_CORS_ORIGINS", "[\"a\", \"b\"]")).CorsOrigins);
        Assert.Null(Reading.Options("backoff = 10", ("KINTO_BACKOFF", "")).Backoff);
    }

    [Fact]
    public void An_error_names_the_variable() =>
        Assert.Equal("KINTO_PAGINATE_BY is 'many'; accepted: an integer from 0 to 2147483647; 0 or nothing for none.", Reading.Error("paginate_by = 7", ("KINTO_PAGINATE_BY", "many")));

    [Fact]
    public void Keys_that_the_file_does_not_have_are_read_from_the_environment()
    {
        var options = Reading.Options(
            "",
            ("KINTO_ACCOUNT_CREATE_PRINCIPALS", "system.Everyone"),
            ("RECORD_READ_PRINCIPALS", "a b"),
            ("KINTO_USER_DATA_DELETE_PRINCIPALS", "account:admin"),
            ("KINTO_PLURAL_BUCKET_POST_ENABLED", "false"),
            ("KINTO_COLLECTION_CACHE_EXPIRES_SECONDS", "60"),
            ("KINTO_HAWK_SESSION_TTL_SECONDS", "120"),
            ("KINTO_BLOG_ARTICLE_RECORD_CACHE_EXPIRES_SECONDS", "30"),
            ("KINTOHAWK_MAX_BODY_BYTES", "1000"),
            ("MULTIAUTH_POLICIES", "my-policy basicauth"),
            ("MULTIAUTH_POLICY_MY_POLICY_USE", "kinto.plugins.accounts.AccountsPolicy"),
            ("KINTO_MULTIAUTH_POLICY_MY_POLICY_REALM", "Here"));

        Assert.Equal(["system.Everyone"], options.PrincipalsFor("account", "create"));
        Assert.Equal(["a", "b"], options.PrincipalsFor("record", "read"));
        Assert.Equal(["account:admin"], options.PrincipalsFor("user-data", "delete"));
        Assert.False(options.IsEndpointEnabled(plural: true, "bucket", "POST"));
        Assert.True(options.IsEndpointEnabled(plural: false, "bucket", "POST"));
        Assert.Equal(TimeSpan.FromMinutes(1), options.CacheLifetimeFor("collection"));
        Assert.Equal(TimeSpan.FromMinutes(2), options.HawkSessionLifetime);
        Assert.Equal(TimeSpan.FromSeconds(30), options.CacheLifetimeFor("record", "blog", "article"));
        Assert.Null(options.CacheLifetimeFor("record", "blog", "other"));
        Assert.Equal(1000, options.MaxBodyBytes);
        Assert.Equal(["my-policy Account Here", "basicauth BasicAuth Realm"], options.Policies.Select(static policy => $"{policy.Name} {policy.Kind} {policy.Realm}"));
    }

    [Fact]
    public void Every_setting_is_read_from_its_documented_variable()
    {
        foreach (var key in KnownSettings.All.Select(static setting => setting.Key).Concat(SettingFamilies.All.SelectMany(static family => family.Keys)))
        {
            var variable = SettingSources.DocumentedVariableOf(key);
            var sources = SettingSources.Read([], Reading.Environment((variable, "x")), new SettingsReport());

            Assert.Equal(variable, sources.Find(key)?.Name);
        }
    }

    [Fact]
    public void Variables_win_over_the_embedded_default_and_leave_the_rest_of_it()
    {
        var result = SettingsReader.ReadEnvironment(
            KintoHawkOptions.EmbeddedDefault("/data/objects.db", "/data/cache.db", "secret"),
            Reading.Environment(("KINTO_STORAGE_BACKEND", "memory"), ("KINTO_READONLY", "true"), ("KINTO_HAWK_PRINCIPAL", "policy")));

        Assert.True(result.Succeeded);
        Assert.Equal(BackendKind.Memory, result.Options.StorageBackend);
        Assert.Equal(BackendKind.Memory, result.Options.PermissionBackend);
        Assert.Equal(BackendKind.Sqlite, result.Options.CacheBackend);
        Assert.True(result.Options.ReadOnly);
        Assert.Equal(["account", "hawk"], result.Options.Policies.Select(static policy => policy.UserIdPrefix));
    }

    [Fact]
    public void Unknown_keys_are_ignored_and_told_when_they_look_like_settings()
    {
        var result = Reading.Application("pyramid.debug_all = true\nkinto.redonly = true\nmultiauth.polices = account\ncolor = blue");

        Assert.True(result.Succeeded);
        Assert.Equal(
            ["kinto.redonly is not a setting of this server and is ignored.", "multiauth.polices is not a setting of this server and is ignored."],
            result.Notices.Where(static notice => notice.Contains("ignored", StringComparison.Ordinal)));
    }
}
