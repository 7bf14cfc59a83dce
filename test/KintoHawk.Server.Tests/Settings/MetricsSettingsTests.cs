using System.Runtime.CompilerServices;

namespace KintoHawk.Server.Tests.Settings;

public sealed class MetricsSettingsTests
{
    [Fact]
    public void Everything_about_metrics_can_be_set()
    {
        var options = Reading.Options("""
            includes = kinto.plugins.prometheus kinto.plugins.statsd
            metrics_matchdict_fields =
              bucket_id
              id
            kintohawk.metrics_max_label_sets = 5
            prometheus_prefix = mine
            prometheus_disabled_metrics = users request_size
            prometheus_created_metrics_enabled = false
            prometheus_histogram_buckets = 0.5 2 Inf
            statsd_backend = kinto.plugins.statsd
            statsd_prefix = here
            statsd_url = udp://stats.example:9125
            """);

        Assert.Equal(["bucket_id", "id"], options.MetricsMatchdictFields);
        Assert.Equal(5, options.MetricsMaxLabelSets);
        Assert.Equal("mine", options.PrometheusPrefix);
        Assert.Equal(["users", "request_size"], options.PrometheusDisabledMetrics);
        Assert.False(options.PrometheusCreatedMetrics);
        Assert.Equal([0.5, 2, double.PositiveInfinity], options.PrometheusHistogramBuckets);
        Assert.Equal("here", options.StatsDPrefix);
        Assert.Equal(new Uri("udp://stats.example:9125"), options.StatsDUrl);
    }

    [Theory]
    [InlineData("0.1 1", new[] { 0.1, 1, double.PositiveInfinity })]
    [InlineData("[0.1, 1.5]", new[] { 0.1, 1.5, double.PositiveInfinity })]
    [InlineData("1e-3 +Inf", new[] { 0.001, double.PositiveInfinity })]
    [InlineData("", new[] { double.PositiveInfinity })]
    [InlineData("7", new[] { 7, double.PositiveInfinity })]
    public void Buckets_end_with_infinity(string value, double[] bounds) =>
        Assert.Equal(bounds, Reading.Options($"prometheus_histogram_buckets = {value}").PrometheusHistogramBuckets);

    [Theory]
    [InlineData("prometheus_prefix =", "")]
    [InlineData("", null)]
    public void An_empty_prefix_is_not_the_default(string line, string? prefix) => Assert.Equal(prefix, Reading.Options(line).PrometheusPrefix);

    [Theory]
    [InlineData("1 0.5", "numbers that ascend; Inf may be the last")]
    [InlineData("1 1", "numbers that ascend; Inf may be the last")]
    [InlineData("Inf 1", "numbers that ascend; Inf may be the last")]
    [InlineData("fast", "numbers that ascend; Inf may be the last")]
    [InlineData("nan", "numbers that ascend; Inf may be the last")]
    public void Buckets_that_are_none_are_refused(string value, string accepted) =>
        Assert.Equal($"line 2: prometheus_histogram_buckets is '{value}'; accepted: {accepted}.", Reading.Error($"prometheus_histogram_buckets = {value}"));

    [Theory]
    [InlineData("bucket-id")]
    [InlineData("1st")]
    [InlineData("method")]
    [InlineData("le")]
    public void Fields_that_cannot_be_labels_are_refused(string field) => Assert.Equal(
        $"line 2: metrics_matchdict_fields is '{field}'; accepted: names of letters, digits and underscores that are none of method, endpoint, status, le.",
        Reading.Error($"metrics_matchdict_fields = {field}"));

    [Theory]
    [InlineData("tcp://127.0.0.1:8125")]
    [InlineData("127.0.0.1:8125")]
    [InlineData("udp://")]
    public void Other_addresses_than_udp_are_refused(string address) => Assert.Equal(
        $"line 3: statsd_url is '{address}'; accepted: udp://host:port.", Reading.Error($"includes = kinto.plugins.statsd\nstatsd_url = {address}"));

    [Fact]
    public void StatsD_needs_an_address() => Assert.Equal(
        "statsd_url is not set, and includes lists kinto.plugins.statsd; accepted: udp://host:port.", Reading.Error("includes = kinto.plugins.statsd"));

    [Fact]
    public void Another_backend_of_StatsD_is_refused() => Assert.Equal(
        "line 2: statsd_backend is 'my.statsd'; accepted: kinto.core.statsd, kinto.plugins.statsd.", Reading.Error("statsd_backend = my.statsd"));

    [Fact]
    public void An_address_without_the_module_is_told() => Assert.Contains(
        "statsd_url has no effect: includes does not list kinto.plugins.statsd.", Reading.Application("statsd_url = udp://127.0.0.1:8125").Notices);

    [Fact]
    public void A_folder_without_console_is_refused() => Assert.Equal(
        "line 3: admin_assets_path is '/nowhere/at/all'; accepted: a folder with a build of kinto-admin, index.html in it.",
        Reading.Error("includes = kinto.plugins.admin\nadmin_assets_path = /nowhere/at/all"));

    [Fact]
    public void A_console_without_version_is_told()
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-admin-");
        File.WriteAllText(Path.Combine(folder.FullName, "index.html"), "");

        var result = Reading.Application($"includes = kinto.plugins.admin\nadmin_assets_path = {folder.FullName}");

        folder.Delete(recursive: true);
        Assert.Empty(result.Errors);
        Assert.Contains(result.Notices, static notice => notice.Contains("no file VERSION", StringComparison.Ordinal));
    }

    [Fact]
    public void A_console_with_everything_needs_no_notice() => Assert.DoesNotContain(
        Reading.Application($"includes = kinto.plugins.admin\nadmin_assets_path = {BuildFolder()}").Notices, static notice => notice.Contains("admin", StringComparison.Ordinal));

    static string BuildFolder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../scenarios/admin-build"));
}
