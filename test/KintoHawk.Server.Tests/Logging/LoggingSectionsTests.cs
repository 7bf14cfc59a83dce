#pragma warning disable CA1848, CA1873 // These tests log as any code may, not only as ours does.
using KintoHawk.Server.Logging;
using KintoHawk.Server.Tests.Settings;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Logging;

public sealed class LoggingSectionsTests
{
    const string Sections = """
        [loggers]
        keys = root, kinto, quiet, summary
        [handlers]
        keys = err, out, null
        [formatters]
        keys = plain
        [logger_root]
        level = WARNING
        handlers = err
        [logger_kinto]
        level = DEBUG
        handlers = out
        qualname = kinto
        propagate = 0
        [logger_quiet]
        level = ERROR
        qualname = kinto.core.endpoints
        handlers =
        [logger_summary]
        level = INFO
        qualname = request.summary
        handlers = null
        propagate = 0
        [handler_err]
        class = StreamHandler
        args = (sys.stderr,)
        level = NOTSET
        formatter = plain
        [handler_out]
        class = logging.StreamHandler
        args = (sys.stdout, )
        level = INFO
        formatter = plain
        [handler_null]
        class = NullHandler
        [formatter_plain]
        format = %(levelname)s %(name)s %(message)s
        """;

    [Fact]
    public void Levels_handlers_and_propagation_are_those_of_Python()
    {
        using var log = new WrittenLog(Sections);
        foreach (var category in (string[])["KintoHawk.Server.Api.A", "KintoHawk.Server.Endpoints.Heartbeat", "Hawk.AspNetCore.HawkHandler", "KintoHawk.RequestSummary", "Microsoft.AspNetCore.X"])
            foreach (var level in (LogLevel[])[LogLevel.Debug, LogLevel.Information, LogLevel.Warning, LogLevel.Error])
                log.Logger(category).Log(level, "x");
        log.Dispose();

        Assert.Equal(
            """
            INFO kinto.core.api.a x
            WARNING kinto.core.api.a x
            ERROR kinto.core.api.a x
            ERROR kinto.core.endpoints.heartbeat x

            """,
            log.Output);
        Assert.Equal(
            """
            WARNING kinto_hawk.hawkhandler x
            ERROR kinto_hawk.hawkhandler x
            WARNING microsoft.aspnetcore.x x
            ERROR microsoft.aspnetcore.x x

            """,
            log.Error);
    }

    [Fact]
    public void What_is_off_is_known_to_be_off_before_it_is_written()
    {
        using var log = new WrittenLog(Sections);

        Assert.True(log.Logger("KintoHawk.Server.X").IsEnabled(LogLevel.Debug));
        Assert.False(log.Logger("KintoHawk.Server.X").IsEnabled(LogLevel.Trace));
        Assert.False(log.Logger("KintoHawk.Server.Endpoints.X").IsEnabled(LogLevel.Warning));
        Assert.False(log.Logger("KintoHawk.Server.X").IsEnabled(LogLevel.None));
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("level = INFO", true, false)]
    [InlineData("level = DEBUG", true, true)]
    public void Requests_are_told_with_bodies_only_where_their_own_section_says_debug(string level, bool isTold, bool hasDetails)
    {
        var section = level.Length == 0 ? "" : $"[logger_requests]\nqualname = request.summary\n{level}\n";
        var sections = WrittenLog.Console("", level.Length == 0 ? "WARNING" : "DEBUG")
            .Replace("keys = root", level.Length == 0 ? "keys = root" : "keys = root, requests", StringComparison.Ordinal) + "\n" + section;
        using var log = new WrittenLog(sections);

        Assert.Equal((isTold, hasDetails), (log.Logger("KintoHawk.RequestSummary").IsEnabled(LogLevel.Information), log.Logger("KintoHawk.RequestSummary").IsEnabled(LogLevel.Debug)));
        using var root = new WrittenLog(WrittenLog.Console("", "DEBUG"));
        Assert.False(root.Logger("KintoHawk.RequestSummary").IsEnabled(LogLevel.Debug));
    }

    [Fact]
    public void Without_sections_requests_are_not_told()
    {
        using var log = new WrittenLog();
        foreach (var category in (string[])["KintoHawk.RequestSummary", "KintoHawk.SubrequestSummary", "KintoHawk.Authorization", "Microsoft.AspNetCore.X", "KintoHawk"])
            log.Logger(category).LogInformation("from {Category}", category);
        log.Dispose();

        Assert.Equal("2026-11-21T11:59:58.500Z info: KintoHawk[0] from KintoHawk\n", log.Error);
    }

    [Theory]
    [InlineData(LogLevel.Debug, true, false, true)]
    [InlineData(LogLevel.Critical, false, false, false)]
    public void A_level_of_the_command_line_counts_for_all_and_never_shows_bodies(LogLevel level, bool areRequestsTold, bool areBodiesTold, bool areStepsTold)
    {
        foreach (var settings in (LoggingSettings[])[LoggingSettings.WithoutSections, WrittenLog.Read(Sections)])
        {
            var changed = settings.WithLevel(LogLevels.Of(level));

            Assert.Equal(
                (areRequestsTold, areBodiesTold, areStepsTold),
                (changed.LevelOf("request.summary") <= LogLevels.Info, changed.LevelOf("request.summary") <= LogLevels.Debug, changed.LevelOf("kinto.core.x") <= LogLevels.Debug));
        }
    }

    [Fact]
    public void Without_any_handler_warnings_go_to_standard_error()
    {
        using var log = new WrittenLog("[loggers]\nkeys = root\n[logger_root]\nlevel = DEBUG\nhandlers =\n");
        log.Logger("KintoHawk").LogInformation("no");
        log.Logger("KintoHawk").LogWarning("yes");
        log.Dispose();

        Assert.Equal("yes\n", log.Error);
    }

    [Theory]
    [InlineData("class = logging.FileHandler", "class = StreamHandler", "class of [handler_console] is 'logging.FileHandler', which is not known; standard error is written to. Known: StreamHandler, kinto.core.StreamHandlerWithRequestID, NullHandler.")]
    [InlineData("args = ('/var/log/kinto.log',)", "args = (sys.stderr,)", "args of [handler_console] has no effect: it is neither (sys.stderr,) nor (sys.stdout,). Standard error is written to.")]
    [InlineData("class = my.Formatter\nformat = %(message)s", "format = %(message)s", "class of [formatter_it] is 'my.Formatter', which is not known; its format is used. Known: kinto.core.JsonLogFormatter, dockerflow.logging.JsonLogFormatter, dockerflow.logging.MozlogFormatter, logging_color_formatter.ColorFormatter.")]
    [InlineData("format = {message}\nstyle = {", "format = %(message)s", "style of [formatter_it] is '{' and has no effect: formats have fields like %(message)s. The format is left out.")]
    public void What_is_not_known_is_told_and_logged_all_the_same(string line, string inPlaceOf, string notice)
    {
        var sections = WrittenLog.Console("format = %(message)s").Replace(inPlaceOf, line, StringComparison.Ordinal);
        var result = Reading.File("[app:main]\n" + sections);
        using var log = new WrittenLog(sections);
        log.Logger("KintoHawk").LogInformation("still here");
        log.Dispose();

        Assert.Contains(notice, result.Notices);
        Assert.Equal("still here\n", log.Error);
    }

    [Theory]
    [InlineData("level = LOUD", "level = DEBUG", "line 9: level of [logger_root] is 'LOUD'; accepted: NOTSET, DEBUG, INFO, WARNING, ERROR, CRITICAL, or a number.")]
    [InlineData("handlers = file", "handlers = console", "line 10: handlers of [logger_root] is 'file'; accepted: keys of [handlers].")]
    [InlineData("formatter = nice", "formatter = it", "line 14: formatter of [handler_console] is 'nice'; accepted: a key of [formatters].")]
    [InlineData("keys = console, file", "keys = console", "line 5: keys of [handlers] has 'file', but there is no section [handler_file]; accepted: keys with a section.")]
    [InlineData("keys = kinto\n[logger_kinto]", "keys = root", "line 4: qualname of [logger_kinto] is not set; accepted: the name of the logger, like kinto or request.summary.|line 3: keys of [loggers] is 'kinto'; accepted: keys with root among them.")]
    public void What_is_wrong_is_named_with_its_section(string line, string inPlaceOf, string errors)
    {
        var sections = WrittenLog.Console("class = kinto.core.JsonLogFormatter").Replace(inPlaceOf, line, StringComparison.Ordinal);
        var result = Reading.File("[app:main]\n" + sections);

        Assert.Equal(errors.Split('|').Order(StringComparer.Ordinal), result.Errors.Select(static error => error.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Formats_are_not_interpolated_and_other_values_are()
    {
        using var log = new WrittenLog("[DEFAULT]\nloud = WARNING\n" + WrittenLog.Console("format = %(loud)s %(message)s", "%(loud)s"));
        log.Logger("KintoHawk").LogInformation("no");
        log.Logger("KintoHawk").LogWarning("yes");
        log.Dispose();

        Assert.Equal("None yes\n", log.Error);
    }
}
