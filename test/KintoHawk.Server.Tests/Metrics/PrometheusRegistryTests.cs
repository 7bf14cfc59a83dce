using System.Buffers;
using System.Text;
using KintoHawk.Server.Plugins.Prometheus;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.Metrics;

public sealed class PrometheusRegistryTests
{
    readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(1_700_000_000_500));

    [Fact]
    public void The_text_is_exactly_that_of_the_python_client()
    {
        var registry = Registry(new KintoHawkOptions { PrometheusHistogramBuckets = [0.1, 1, double.PositiveInfinity] });

        registry.Count("request_summary", [new("method", "get"), new("endpoint", "hello"), new("status", "200")]);
        registry.Count("request_summary", [new("method", "get"), new("endpoint", "hello"), new("status", "200")]);
        registry.Count("cache_hits", []);
        registry.Time("backend.storage.seconds", 0.25, [new("method", "get")]);
        registry.Time("backend.storage.seconds", 2, [new("method", "get")]);
        registry.Observe("request_size", 12_345_678, [new("method", "get")]);

        Assert.Equal(
            """
            # HELP kinto_backend_storage_seconds Histogram of kinto_backend_storage_seconds
            # TYPE kinto_backend_storage_seconds histogram
            kinto_backend_storage_seconds_bucket{le="0.1",method="get"} 0.0
            kinto_backend_storage_seconds_bucket{le="1.0",method="get"} 1.0
            kinto_backend_storage_seconds_bucket{le="+Inf",method="get"} 2.0
            kinto_backend_storage_seconds_count{method="get"} 2.0
            kinto_backend_storage_seconds_sum{method="get"} 2.25
            # HELP kinto_backend_storage_seconds_created Histogram of kinto_backend_storage_seconds
            # TYPE kinto_backend_storage_seconds_created gauge
            kinto_backend_storage_seconds_created{method="get"} 1.7000000005e+09
            # HELP kinto_cache_hits_total Counter of kinto_cache_hits
            # TYPE kinto_cache_hits_total counter
            kinto_cache_hits_total 1.0
            # HELP kinto_cache_hits_created Counter of kinto_cache_hits
            # TYPE kinto_cache_hits_created gauge
            kinto_cache_hits_created 1.7000000005e+09
            # HELP kinto_request_size Summary of kinto_request_size
            # TYPE kinto_request_size summary
            kinto_request_size_count{method="get"} 1.0
            kinto_request_size_sum{method="get"} 1.2345678e+07
            # HELP kinto_request_size_created Summary of kinto_request_size
            # TYPE kinto_request_size_created gauge
            kinto_request_size_created{method="get"} 1.7000000005e+09
            # HELP kinto_request_summary_total Counter of kinto_request_summary
            # TYPE kinto_request_summary_total counter
            kinto_request_summary_total{endpoint="hello",method="get",status="200"} 2.0
            # HELP kinto_request_summary_created Counter of kinto_request_summary
            # TYPE kinto_request_summary_created gauge
            kinto_request_summary_created{endpoint="hello",method="get",status="200"} 1.7000000005e+09

            """.ReplaceLineEndings("\n"),
            OwnMetrics(registry));
    }

    [Fact]
    public void Label_values_are_escaped()
    {
        var registry = Registry(new KintoHawkOptions { PrometheusCreatedMetrics = false });

        registry.Count("users", [new("userid", "a\"b\\c\nd é")]);

        Assert.Contains("kinto_users_total{userid=\"a\\\"b\\\\c\\nd é\"} 1.0\n", OwnMetrics(registry), StringComparison.Ordinal);
        Assert.Equal(["a\"b\\c\nd é"], Exposition.Parse(Text(registry)).Values("kinto_users_total", "userid"));
    }

    [Fact]
    public void Keys_that_mean_one_name_are_one_metric()
    {
        var registry = Registry(new KintoHawkOptions());

        registry.Time("authentication.my-policy.seconds", 1, [new("method", "x")]);
        registry.Time("authentication.my.policy.seconds", 1, [new("method", "x")]);

        Assert.Equal(2, Exposition.Parse(Text(registry)).Value("kinto_authentication_my_policy_seconds_count", ("method", "x")));
    }

    [Fact]
    public void A_value_on_a_bound_is_in_the_bucket_of_the_bound()
    {
        var registry = Registry(new KintoHawkOptions());

        registry.Time("plugins.history.seconds", 0.01, []);

        Assert.Contains("kinto_plugins_history_seconds_bucket{le=\"0.01\"} 1.0\n", OwnMetrics(registry), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_lost_when_many_measure_at_the_same_time()
    {
        var registry = Registry(new KintoHawkOptions());

        Parallel.For(0, 20_000, i =>
        {
            registry.Count("users", [new("userid", (i % 7).ToString())]);
            registry.Time("plugins.history.seconds", 0.5, []);
        });

        var read = Exposition.Parse(Text(registry));
        Assert.Equal(20_000, Enumerable.Range(0, 7).Sum(i => read.Value("kinto_users_total", ("userid", i.ToString()))));
        Assert.Equal(20_000, read.Value("kinto_plugins_history_seconds_count"));
        Assert.Equal(10_000, read.Value("kinto_plugins_history_seconds_sum"));
    }

    [Theory]
    [InlineData(0, "0.0")]
    [InlineData(1, "1.0")]
    [InlineData(0.01, "0.01")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(123456, "123456.0")]
    [InlineData(999999.5, "999999.5")]
    [InlineData(1000000, "1e+06")]
    [InlineData(1234567.25, "1.23456725e+06")]
    [InlineData(10000000000, "1e+10")]
    [InlineData(-1234567.5, "-1234567.5")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Numbers_are_shown_as_the_python_client_shows_them(double value, string text) => Assert.Equal(text, ExpositionWriter.Number(value));

    [Theory]
    [InlineData("kinto", "kinto_")]
    [InlineData("kinto_", "kinto_")]
    [InlineData("kinto PROD", "kintoprod_")]
    [InlineData("remote-settings", "remotesettings_")]
    [InlineData("1st", "_1st_")]
    [InlineData("Ünï!", "n_")]
    [InlineData("", "")]
    [InlineData("--", "")]
    public void A_prefix_is_one_word_that_the_format_allows(string configured, string prefix) => Assert.Equal(prefix, PrometheusNames.PrefixOf(configured));

    [Theory]
    [InlineData("")]
    [InlineData("# HELP a x\n# TYPE a counter\na 1.0\na 1.0\n")]
    [InlineData("a 1.0\n")]
    [InlineData("# TYPE a counter\na{b=\"\\x\"} 1.0\n")]
    [InlineData("# TYPE a counter\na{b=\"c\"} 1.0 \n")]
    [InlineData("# TYPE a counter\n# TYPE b counter\na 1.0\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 2.0\na_bucket{le=\"+Inf\"} 1.0\na_count 1.0\na_sum 1.0\n")]
    [InlineData("# TYPE a histogram\na_bucket{le=\"1.0\"} 2.0\na_count 2.0\na_sum 1.0\n")]
    [InlineData("# TYPE a counter\na 1.0")]
    public void The_reader_of_these_tests_is_strict(string text)
    {
        if (text.Length == 0)
            Assert.Empty(Exposition.Parse(text).Types);
        else
            Assert.Throws<InvalidDataException>(() => Exposition.Parse(text));
    }

    PrometheusRegistry Registry(KintoHawkOptions options) => new(options, _time);

    static string Text(PrometheusRegistry registry)
    {
        var output = new ArrayBufferWriter<byte>();
        registry.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Without what describes the process, and differs each time.</summary>
    static string OwnMetrics(PrometheusRegistry registry)
    {
        var text = Text(registry);
        return text[..text.IndexOf("# HELP process_", StringComparison.Ordinal)];
    }
}
