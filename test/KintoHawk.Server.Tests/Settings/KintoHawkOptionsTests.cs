using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Settings;

public sealed class KintoHawkOptionsTests
{
    [Fact]
    public void The_embedded_default_keeps_everything_and_lets_nobody_open_accounts()
    {
        var options = KintoHawkOptions.EmbeddedDefault("/data/objects.db", "/data/cache.db", "secret");

        Assert.Equal((BackendKind.Sqlite, BackendKind.Sqlite, BackendKind.Sqlite), (options.StorageBackend, options.PermissionBackend, options.CacheBackend));
        Assert.True(options.AccountsIncluded && options.HawkIncluded);
        Assert.False(options.IsIncluded("kinto.plugins.flush"));
        Assert.Equal(["account Account account", "hawk Hawk account"], options.Policies.Select(static policy => $"{policy.Name} {policy.Kind} {policy.UserIdPrefix}"));
        Assert.Empty(options.PrincipalsFor("account", "create"));
        Assert.Equal(["system.Authenticated"], options.PrincipalsFor("bucket", "create"));
        Assert.True(options.HawkRequirePayloadHash);
    }

    [Fact]
    public void The_embedded_default_passes_the_checks_without_a_notice()
    {
        var result = SettingsReader.ReadEnvironment(KintoHawkOptions.EmbeddedDefault("/data/objects.db", "/data/cache.db", "secret"), Reading.Environment());

        Assert.Empty(result.Errors);
        Assert.Empty(result.Notices);
        Assert.Equal("/data/objects.db", result.Options!.StorageUrl);
        Assert.Equal(["account", "account"], result.Options.Policies.Select(static policy => policy.UserIdPrefix));
    }

    [Fact]
    public void Cache_lifetimes_are_looked_up_in_the_order_of_the_reference()
    {
        var dotted = Reading.Options("blog.article.record_cache_expires_seconds = 1\nblog.record_cache_expires_seconds = 2\nrecord_cache_expires_seconds = 3\nblog_article_record_cache_expires_seconds = 4");
        var underscored = Reading.Options("kinto.blog_article_record_cache_expires_seconds = 4\nkinto.blog_record_cache_expires_seconds = 5");

        Assert.Equal(TimeSpan.FromSeconds(1), dotted.CacheLifetimeFor("record", "blog", "article"));
        Assert.Equal(TimeSpan.FromSeconds(2), dotted.CacheLifetimeFor("record", "blog", "other"));
        Assert.Equal(TimeSpan.FromSeconds(3), dotted.CacheLifetimeFor("record", "other", "article"));
        Assert.Equal(TimeSpan.FromSeconds(4), underscored.CacheLifetimeFor("record", "blog", "article"));
        Assert.Equal(TimeSpan.FromSeconds(5), underscored.CacheLifetimeFor("record", "blog", "other"));
        Assert.Null(underscored.CacheLifetimeFor("record", "other", "article"));
        Assert.Null(dotted.CacheLifetimeFor("bucket"));
    }

    [Fact]
    public void Options_and_their_reading_do_not_print_secrets()
    {
        Assert.DoesNotContain("hidden", KintoHawkOptions.EmbeddedDefault("a", "b", "hidden").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", new SettingValue("userid_hmac_secret", "hidden", 1).ToString(), StringComparison.Ordinal);
    }
}
