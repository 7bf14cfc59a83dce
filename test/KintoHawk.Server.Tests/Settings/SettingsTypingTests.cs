namespace KintoHawk.Server.Tests.Settings;

public sealed class SettingsTypingTests
{
    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("YES", true)]
    [InlineData("on", true)]
    [InlineData("t", true)]
    [InlineData("y", true)]
    [InlineData("1", true)]
    [InlineData("\"true\"", true)]
    [InlineData("true  # really", true)]
    [InlineData("false", false)]
    [InlineData("no", false)]
    [InlineData("Off", false)]
    [InlineData("0", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("nope", false)]
    public void Switches_are_read_loosely(string text, bool value) => Assert.Equal(value, Reading.Options($"kinto.readonly = {text}").ReadOnly);

    [Fact]
    public void A_word_that_only_counts_as_false_is_told() =>
        Assert.Contains("kinto.readonly: 'ture' counts as false; write true or false.", Reading.Application("kinto.readonly = ture").Notices);

    [Fact]
    public void Switches_of_this_server_are_read_strictly() =>
        Assert.Equal("line 2: hawk.require_payload_hash is 'enabled'; accepted: true or false.", Reading.Error("hawk.require_payload_hash = enabled"));

    [Theory]
    [InlineData("100", 100)]
    [InlineData("\"100\"", 100)]
    [InlineData("100 ; a comment", 100)]
    [InlineData("0", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    public void Numbers_may_be_json_text_or_nothing(string text, int? value) => Assert.Equal(value, Reading.Options($"kinto.batch_max_requests = {text}").BatchMaxRequests);

    [Theory]
    [InlineData("a b\n  c", new[] { "a", "b", "c" })]
    [InlineData("[\"a\", \"b c\", 1]", new[] { "a", "b c", "1" })]
    [InlineData("\"a b\"", new[] { "a", "b" })]
    [InlineData("a,b", new[] { "a,b" })]
    [InlineData("", new string[0])]
    [InlineData("null", new string[0])]
    public void Lists_are_words_or_json(string text, string[] value) => Assert.Equal(value, Reading.Options($"kinto.cors_origins = {text}").CorsOrigins);

    [Theory]
    [InlineData("1.10", "1.10")]
    [InlineData("\"quoted\"", "quoted")]
    [InlineData("plain text", "plain text")]
    [InlineData("{\"not\": closed", "{\"not\": closed")]
    [InlineData("true", "true")]
    [InlineData("\"\\ud800\"", "\"\\ud800\"")]
    public void Text_keeps_the_digits_of_numbers(string text, string value) => Assert.Equal(value, Reading.Options($"kinto.project_version = {text}").ProjectVersion);

    [Fact]
    public void Text_keeps_what_looks_like_a_comment() => Assert.Equal("a #b", Reading.Options("kinto.userid_hmac_secret = a #b").UserIdHmacSecret);

    [Fact]
    public void Seconds_become_durations()
    {
        var options = Reading.Options("kinto.heartbeat_timeout_seconds = 2.5\nkinto.trailing_slash_redirect_ttl_seconds = -1\nkinto.version_prefix_redirect_ttl_seconds = 0\nkinto.cors_max_age_seconds =");

        Assert.Equal(TimeSpan.FromSeconds(2.5), options.HeartbeatTimeout);
        Assert.Null(options.TrailingSlashRedirectLifetime);
        Assert.Equal(TimeSpan.Zero, options.VersionPrefixRedirectLifetime);
        Assert.Null(options.CorsMaxAge);
    }

    [Theory]
    [InlineData("2026-11-21T05:07:17.303359Z", "2026-11-21T05:07:17.3033590+00:00")]
    [InlineData("2026-11-21T05:07:17+02:00", "2026-11-21T05:07:17.0000000+02:00")]
    [InlineData("2026-11-21 05:07:17 -0330", "2026-11-21T05:07:17.0000000-03:30")]
    [InlineData("20261121T050717Z", "2026-11-21T05:07:17.0000000+00:00")]
    [InlineData("Sat, 21 Nov 2026 05:07:17 GMT", "2026-11-21T05:07:17.0000000+00:00")]
    public void An_end_of_service_with_a_zone_is_that_instant(string text, string value) => Assert.Equal(value, $"{Reading.Options($"kinto.eos = {text}").EndOfService:O}");

    [Theory]
    [InlineData("2026-11-21T05:07:17.303359", "2026-11-21T05:07:17.3033590")]
    [InlineData("2026-11-21", "2026-11-21T00:00:00.0000000")]
    [InlineData("\"2026-11-21\"", "2026-11-21T00:00:00.0000000")]
    [InlineData("20261121", "2026-11-21T00:00:00.0000000")]
    [InlineData("20261121T050717", "2026-11-21T05:07:17.0000000")]
    [InlineData("2026/11/21 05:07", "2026-11-21T05:07:00.0000000")]
    [InlineData("21 Nov 2026", "2026-11-21T00:00:00.0000000")]
    [InlineData("November 21, 2026 5:07 PM", "2026-11-21T17:07:00.0000000")]
    [InlineData("Sat, 21 Nov 2026 05:07:17", "2026-11-21T05:07:17.0000000")]
    public void An_end_of_service_without_zone_is_local(string text, string local)
    {
        var end = Reading.Options($"kinto.eos = {text}").EndOfService!.Value;

        Assert.Equal(local, end.DateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffff"));
        Assert.Equal(TimeZoneInfo.Local.GetUtcOffset(end.DateTime), end.Offset);
    }

    [Theory]
    [InlineData("0.1", "v0")]
    [InlineData("1.23", "v1")]
    [InlineData("2", "v2")]
    public void The_version_prefix_is_the_first_number_of_the_api_version(string version, string prefix) =>
        Assert.Equal(prefix, Reading.Options($"kinto.http_api_version = {version}").VersionPrefix);
}
