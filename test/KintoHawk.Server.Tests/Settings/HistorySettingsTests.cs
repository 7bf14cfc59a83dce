namespace KintoHawk.Server.Tests.Settings;

public sealed class HistorySettingsTests
{
    [Fact]
    public void The_settings_of_history_are_read()
    {
        var options = Reading.Options("""
            history.exclude_resources = /buckets/a
                /buckets/b/collections/c
            history.exclude_user_ids = account:bob basicauth:1f
            history.auto_trim_max_count = 1000
            history.auto_trim_user_ids = ["plugin:robot"]
            history.auto_trim_threshold = 5
            """);

        Assert.Equal(["/buckets/a", "/buckets/b/collections/c"], options.HistoryExcludedResources);
        Assert.Equal(["account:bob", "basicauth:1f"], options.HistoryExcludedUserIds);
        Assert.Equal(1000, options.HistoryTrimMaxCount);
        Assert.Equal(["plugin:robot"], options.HistoryTrimUserIds);
        Assert.Equal(5, options.HistoryTrimThreshold);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("-7")]
    public void Without_a_positive_number_nothing_is_trimmed(string number) =>
        Assert.Null(Reading.Options($"history.auto_trim_max_count = {number}").HistoryTrimMaxCount);
}
