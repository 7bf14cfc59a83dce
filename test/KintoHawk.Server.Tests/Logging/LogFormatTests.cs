#pragma warning disable CA1848, CA1873 // These tests log as any code may, not only as ours does.
using KintoHawk.Server.Logging;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Logging;

public sealed class LogFormatTests
{
    /// <summary>What a client could put into a path or a header to forge a line or to move a cursor.</summary>
    const string Hostile = "a\r\nforged\u001b[31m\u0085\u2028\u202eb\0\u007f";

    const string Json = "class = kinto.core.JsonLogFormatter";
    const string Color = "class = logging_color_formatter.ColorFormatter";

    [Fact]
    public void A_json_record_has_the_members_of_the_reference()
    {
        var record = Assert.Single(Written(Json, static log => log.LogWarning(new EventId(7), "{Count} of {Name}", 3, "x")).Records);

        Assert.Equal(["Timestamp", "Type", "Logger", "Hostname", "EnvVersion", "Severity", "Pid", "Fields"], record.EnumerateObject().Select(static member => member.Name));
        Assert.Equal((WrittenLog.Now - DateTimeOffset.UnixEpoch).Ticks * 100, record.GetProperty("Timestamp").GetInt64());
        Assert.Equal("kinto.core.api.apiadapter", record.GetProperty("Type").GetString());
        Assert.Equal("my project", record.GetProperty("Logger").GetString());
        Assert.Equal(Environment.MachineName, record.GetProperty("Hostname").GetString());
        Assert.Equal("2.0", record.GetProperty("EnvVersion").GetString());
        Assert.Equal(4, record.GetProperty("Severity").GetInt32());
        Assert.Equal(Environment.ProcessId, record.GetProperty("Pid").GetInt32());
        Assert.Equal("""{"Count":3,"Name":"x","msg":"3 of x"}""", record.GetProperty("Fields").GetRawText());
    }

    [Theory]
    [InlineData(LogLevel.Critical, 2)]
    [InlineData(LogLevel.Error, 3)]
    [InlineData(LogLevel.Warning, 4)]
    [InlineData(LogLevel.Information, 6)]
    [InlineData(LogLevel.Debug, 7)]
    public void Severities_are_those_of_syslog(LogLevel level, int severity) =>
        Assert.Equal(severity, Assert.Single(Written(Json, log => log.Log(level, "x")).Records).GetProperty("Severity").GetInt32());

    [Fact]
    public void An_exception_is_in_the_fields_of_its_record()
    {
        var fields = Assert.Single(Written(Json, static log => log.LogError(Thrown(Hostile), "failed")).Records).GetProperty("Fields");

        Assert.Equal("failed", fields.GetProperty("msg").GetString());
        Assert.Equal("System.InvalidOperationException: " + Hostile, fields.GetProperty("error").GetString());
        var trace = fields.GetProperty("traceback").GetString()!;
        Assert.StartsWith(@"System.InvalidOperationException: a\r\nforged\x1b[31m\x85\u2028\u202eb\x00\x7f" + "\n   at ", trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Json)]
    [InlineData(Color)]
    [InlineData("format = %(message)s %(Value)s")]
    [InlineData(null)]
    public void No_field_ends_a_line_or_reaches_a_terminal(string? formatter)
    {
        using var log = new WrittenLog(formatter is null ? null : WrittenLog.Console(formatter));
        log.Logger("KintoHawk").LogInformation("{Value}", Hostile);
        log.Dispose();

        Assert.Equal(1, log.Error.Count(static character => char.IsControl(character) || character is '\u2028' or '\u202e'));
        Assert.EndsWith("\n", log.Error, StringComparison.Ordinal);
        Assert.Contains("forged", log.Error, StringComparison.Ordinal);
        Assert.Contains(formatter == Json ? @"a\r\nforged\u001B[31m" : @"a\r\nforged\x1b[31m\x85\u2028\u202eb\x00\x7f", log.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Color)]
    [InlineData("format = %(message)s")]
    public void The_message_of_an_exception_stays_on_one_line_and_its_trace_follows(string formatter)
    {
        var lines = Written(formatter, static log => log.LogError(Thrown(Hostile), "failed")).Error.TrimEnd().Split('\n');

        Assert.Equal(@"System.InvalidOperationException: a\r\nforged\x1b[31m\x85\u2028\u202eb\x00\x7f", lines[1]);
        Assert.All(lines[2..], static line => Assert.StartsWith("   at ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_line_without_sections_is_that_of_earlier_versions()
    {
        using var log = new WrittenLog();
        log.Logger("KintoHawk").LogWarning(new EventId(100), "notice");
        log.Logger("KintoHawk.Server.Api.ApiAdapter").LogError(new EventId(1), new InvalidOperationException("two\nlines"), "GET / failed.");
        log.Dispose();

        Assert.Equal(
            "2026-11-21T11:59:58.500Z warn: KintoHawk[100] notice\n"
            + "2026-11-21T11:59:58.500Z fail: KintoHawk.Server.Api.ApiAdapter[1] GET / failed. System.InvalidOperationException: two lines\n",
            log.Error);
    }

    [Theory]
    [InlineData("format = %(asctime)s,%(msecs)03d %(levelname)-5.5s [%(name)s] %(message)s\ndatefmt = %H:%M:%S", "11:59:58,500 WARNI [kinto.core.api.apiadapter] hello x")]
    [InlineData("format = %(asctime)s %(message)s", "2026-11-21 11:59:58,500 hello x")]
    [InlineData("format = %(levelno)d|%(levelname)10s|%(levelname)-10s|", "30|   WARNING|WARNING   |")]
    [InlineData("format = 100%% %(Name)s %(nothing)s %(rid)s %(oops", "100% x None None %(oops")]
    [InlineData("format = %(created)f %(created)d %(msecs)5d", "1795262398.500000 1795262398   500")]
    [InlineData("format = %(asctime)s\ndatefmt = %Y-%m-%d %a %j %I%p %z %%", "2026-11-21 Sat 325 11AM +0000 %")]
    [InlineData("class = logging.Formatter", "hello x")]
    public void Format_strings_are_those_of_Python(string formatter, string line) =>
        Assert.Equal(line + "\n", Written(formatter, static log => log.LogWarning("hello {Name}", "x")).Error);

    [Fact]
    public void Colors_are_for_terminals_only()
    {
        using var terminal = new WrittenLog(WrittenLog.Console(Color), isTerminal: true);
        terminal.Logger("KintoHawk.Server.Api.ApiAdapter").LogWarning("hello {Name}", "x y");
        terminal.Dispose();

        Assert.Equal("2026-11-21 11:59:58,500 WARNING  hello x y [kinto.core.api.apiadapter] Name=\"x y\"\n", Written(Color, static log => log.LogWarning("hello {Name}", "x y")).Error);
        Assert.Contains("\e[33mWARNING", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("KintoHawk", "kinto")]
    [InlineData("KintoHawk.RequestSummary", "request.summary")]
    [InlineData("KintoHawk.SubrequestSummary", "subrequest.summary")]
    [InlineData("KintoHawk.Authorization", "kinto.core.authorization")]
    [InlineData("KintoHawk.Server.Endpoints.Heartbeat", "kinto.core.endpoints.heartbeat")]
    [InlineData("KintoHawk.Server.Plugins.OpenId.Tokens", "kinto.plugins.openid.tokens")]
    [InlineData("KintoHawk.Sqlite.SqliteStorage", "kinto.sqlite.sqlitestorage")]
    [InlineData("Hawk.AspNetCore.HawkHandler", "kinto_hawk.hawkhandler")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "microsoft.aspnetcore.server.kestrel")]
    public void Categories_have_the_names_of_the_reference(string category, string name) => Assert.Equal(name, LoggerNames.Of(category));

    [Fact]
    public void Values_that_are_not_text_keep_their_kind_in_json()
    {
        var state = new List<KeyValuePair<string, object?>>
        {
            new("none", null), new("flag", true), new("number", 1.5), new("list", new LogJson("""[1,"é"]""")), new("half", "\ud800"), new("time", TimeSpan.FromSeconds(1)),
        };
        var fields = Assert.Single(Written(Json, log => log.Log(LogLevel.Information, default, state, null, static (_, _) => "")).Records).GetProperty("Fields");

        Assert.Equal("""{"none":null,"flag":true,"number":1.5,"list":[1,"\u00E9"],"half":"\uFFFD","time":"00:00:01"}""", fields.GetRawText());
    }

    static WrittenLog Written(string formatter, Action<ILogger> write)
    {
        using var log = new WrittenLog(WrittenLog.Console(formatter));
        write(log.Logger("KintoHawk.Server.Api.ApiAdapter"));
        return log;
    }

    static InvalidOperationException Thrown(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }
}
