using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

/// <summary>export and import, with real processes on real files.</summary>
public sealed partial class BackupTests : IDisposable
{
    const string Admin = "admin:s3cret";

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task An_export_of_an_import_has_the_same_bytes()
    {
        await using (var server = await FillAsync())
        {
        }

        var export = await _workspace.RunAsync("export", "-o", "first.jsonl", "--json");
        var import = await _workspace.RunAsync("import", "first.jsonl", "--data", "other", "--json");
        var again = await _workspace.RunAsync("export", "-o", "second.jsonl", "--data", "other");

        Assert.Equal((0, 0, 0), (export.ExitCode, import.ExitCode, again.ExitCode));
        Assert.Equal(await ReadAsync("first.jsonl"), await ReadAsync("second.jsonl"));
        using var exported = JsonDocument.Parse(export.Output);
        using var imported = JsonDocument.Parse(import.Output);
        var objects = exported.RootElement.GetProperty("objects").GetInt64() + exported.RootElement.GetProperty("tombstones").GetInt64();
        Assert.Equal(objects, imported.RootElement.GetProperty("created").GetInt64());
        Assert.Equal(new FileInfo(PathOf("first.jsonl")).Length, exported.RootElement.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Whoever_asks_the_copy_hears_what_the_original_says()
    {
        string[] questions =
        [
            "buckets", "buckets/b", "buckets/b/groups/g", "buckets/b/collections?_since=0", "buckets/b/collections/c", "buckets/b/collections/c/records?_since=0",
            "buckets/b/collections/c/records/r1", "buckets/b/history", "accounts/bob",
        ];
        var original = new List<(HttpStatusCode, string)>();
        await using (var server = await FillAsync())
            foreach (var question in questions)
                foreach (var user in (string[])[Admin, "bob:pw"])
                    original.Add(await server.SendAsync("GET", question, user: user));

        await _workspace.RunAsync("export", "-o", "all.jsonl");
        Assert.Equal(0, (await _workspace.RunAsync("import", "all.jsonl", "--data", "other")).ExitCode);
        await using var copy = await _workspace.StartAsync([("KINTO_INCLUDES", Includes)], "--data", "other");

        var answers = new List<(HttpStatusCode, string)>();
        foreach (var question in questions)
            foreach (var user in (string[])[Admin, "bob:pw"])
                answers.Add(await copy.SendAsync("GET", question, user: user));
        Assert.Equal(original, answers);
        // What bob may see by his group alone was compared, and so was what nobody may see.
        Assert.Contains(answers, static answer => answer is (HttpStatusCode.OK, _) && answer.Item2.Contains("for the group", StringComparison.Ordinal));
        Assert.Contains(answers, static answer => answer.Item1 is HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task One_bucket_is_exported_with_what_is_in_it_and_nothing_else()
    {
        await using var server = await FillAsync();
        await server.CallAsync("PUT", "buckets/b2", "{}", Admin);
        await server.CallAsync("PUT", "buckets/b2/collections/c", "{}", Admin);

        var export = await _workspace.RunAsync("export", "--bucket", "b", "--no-history");
        var missing = await _workspace.RunAsync("export", "--bucket", "none", "-o", "none.jsonl");

        var lines = export.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("""{"kintohawk_export":1,"bucket":"b","history":false,"password_hashes":true}""", lines[0]);
        Assert.StartsWith("""{"resource":"bucket","parent":"","id":"b",""", lines[1], StringComparison.Ordinal);
        Assert.All(lines[2..^1], static line => Assert.Matches("^{\"(resource|clock)\":\"(collection|group|record)\",\"(parent|set)\":\"/buckets/b[\"/]", line));
        Assert.Matches("""^{"end":true,"objects":[0-9]+,"tombstones":[0-9]+,"clocks":[0-9]+}$""", lines[^1]);
        Assert.Contains("There is no bucket 'none'", missing.Error, StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Empty(Directory.GetFiles(_workspace.Folder));
    }

    [Fact]
    public async Task The_history_is_exported_unless_it_is_left_out()
    {
        await using (var server = await FillAsync())
        {
        }

        var with = await _workspace.RunAsync("export");
        var without = await _workspace.RunAsync("export", "--no-history");

        Assert.Contains("""{"resource":"history",""", with.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("history\",\"parent", without.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_hashes_an_account_keeps_the_password_it_has_and_a_new_one_has_none()
    {
        await using (var server = await FillAsync())
        {
        }

        await _workspace.RunAsync("export", "--no-password-hashes", "-o", "all.jsonl");
        await _workspace.RunAsync("create-user", "-u", "bob", "-p", "other", "--data", "other");
        var import = await _workspace.RunAsync("import", "all.jsonl", "--data", "other", "--on-conflict", "replace");
        await using var copy = await _workspace.StartAsync("--data", "other");

        Assert.Equal(0, import.ExitCode);
        Assert.DoesNotContain("$2b$", await ReadAsync("all.jsonl"), StringComparison.Ordinal);
        await copy.CallAsync("GET", "accounts/bob", user: "bob:other");
        Assert.Equal(HttpStatusCode.Unauthorized, (await copy.SendAsync("GET", "accounts/admin", user: Admin)).Status);
        // Again: nothing is new.
        Assert.Contains(" 0 created, 0 replaced, 0 skipped", (await _workspace.RunAsync("import", "all.jsonl", "--data", "other")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_server_shows_what_is_imported_and_ends_the_sessions_of_replaced_accounts()
    {
        await using (var first = await FillAsync())
        {
        }

        await _workspace.RunAsync("export", "-o", "all.jsonl");
        await using var server = await _workspace.StartAsync("--data", "other");
        await _workspace.RunAsync("create-user", "-u", "bob", "-p", "old", "--data", "other");
        await _workspace.RunAsync("login", server.Url.ToString(), "-u", "bob", "-p", "old");
        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/accounts/bob")).ExitCode);

        var refused = await _workspace.RunAsync("import", "all.jsonl", "--data", "other");
        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/accounts/bob")).ExitCode);
        var import = await _workspace.RunAsync("import", "all.jsonl", "--data", "other", "--on-conflict", "replace");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("/accounts/bob is there in another version", refused.Error, StringComparison.Ordinal);
        Assert.EndsWith("Nothing was written.\n", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, import.ExitCode);
        Assert.Equal(4, (await _workspace.RunAsync("http", "GET", "/accounts/bob")).ExitCode);
        await server.CallAsync("GET", "accounts/bob", user: "bob:pw");
        Assert.Contains("for the group", await server.CallAsync("GET", "buckets/b/collections/c/records/r1", user: "bob:pw"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fail", 1, "there")]
    [InlineData("skip", 0, "there")]
    [InlineData("replace", 0, "in the file")]
    public async Task The_policy_decides_about_what_is_there_in_another_version(string policy, int exitCode, string kept)
    {
        await using (var server = await FillAsync())
        {
            await server.CallAsync("PUT", "buckets/b/collections/c/records/r1", """{"data":{"is":"in the file"}}""", Admin);
            await _workspace.RunAsync("export", "-o", "all.jsonl");
            await server.CallAsync("PUT", "buckets/b/collections/c/records/r1", """{"data":{"is":"there"}}""", Admin);
            await server.CallAsync("DELETE", "buckets/b/collections/c/records/r2", user: Admin);
        }

        var before = (await _workspace.RunAsync("export")).Output;
        var rehearsal = await _workspace.RunAsync("import", "all.jsonl", "--on-conflict", policy, "--dry-run");
        var untouched = (await _workspace.RunAsync("export")).Output;
        var import = await _workspace.RunAsync("import", "all.jsonl", "--on-conflict", policy);
        var after = (await _workspace.RunAsync("export")).Output;

        Assert.Equal(before, untouched);
        Assert.Equal((exitCode, exitCode), (rehearsal.ExitCode, import.ExitCode));
        Assert.Equal(rehearsal.Output.Replace("Would import", "Imported", StringComparison.Ordinal), import.Output);
        Assert.Matches($"\"id\":\"r1\".*\"data\":{{\"is\":\"{kept}\"", after);
        Assert.Equal(policy == "replace", Regex.IsMatch(after, "\"id\":\"r2\".*\"data\"", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(policy == "fail", before == after && exitCode == 1);
    }

    [Theory]
    [InlineData(3, "no JSON", "invalid JSON literal")]
    [InlineData(3, "[]", "not an object")]
    [InlineData(3, """{"resource":"planet","parent":"","id":"a","last_modified":1,"data":{}}""", "resource is 'planet'")]
    [InlineData(3, """{"resource":"record","parent":"/buckets/b","id":"a","last_modified":1,"data":{}}""", "parent is '/buckets/b'")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a/b","last_modified":1,"data":{}}""", "id is 'a/b'")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":"1","data":{}}""", "last_modified is not an integer")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":9223372036854775807,"data":{}}""", "beyond what a timestamp can be")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":-9007199254740992,"data":{}}""", "beyond what a timestamp can be")]
    [InlineData(3, """{"clock":"bucket","set":"","last_modified":9007199254740992}""", "beyond what a timestamp can be")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":1}""", "either data or deleted")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":1,"data":{"id":"a"}}""", "data has id")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":1,"data":{},"permissions":{"own":["x"]}}""", "permissions has 'own'")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":1,"data":{},"members":["x"]}""", "members are those of a group")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":1,"data":{},"extra":1}""", "'extra'")]
    [InlineData(3, """{"resource":"bucket","parent":"","id":"a","last_modified":1,"data":{"x":"\u0000"}}""", "0x00")]
    [InlineData(1, """{"kintohawk_export":2,"bucket":null,"history":true,"password_hashes":true}""", "this program reads version 1")]
    public async Task A_malformed_line_is_told_with_its_number_and_nothing_is_written(int number, string line, string reason)
    {
        var lines = SmallArchive().Split('\n');
        lines[number - 1] = line;
        _workspace.Write("bad.jsonl", string.Join('\n', lines));

        var result = await _workspace.RunAsync("import", "bad.jsonl", "--data", "other");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"line {number}: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal("""{"end":true,"objects":0,"tombstones":0,"clocks":0}""", (await _workspace.RunAsync("export", "--data", "other")).Output.Split('\n')[1]);
    }

    [Fact]
    public async Task An_export_that_was_cut_off_is_not_imported()
    {
        var archive = SmallArchive();
        _workspace.Write("cut.jsonl", archive[..archive.IndexOf("{\"end\"", StringComparison.Ordinal)]);
        _workspace.Write("shortened.jsonl", string.Join('\n', archive.Split('\n').Where(static (_, index) => index != 2)));

        var cut = await _workspace.RunAsync("import", "cut.jsonl");
        var shortened = await _workspace.RunAsync("import", "shortened.jsonl");

        Assert.Equal((1, 1), (cut.ExitCode, shortened.ExitCode));
        Assert.Contains("it was cut off", cut.Error, StringComparison.Ordinal);
        Assert.Contains("announces 3 objects", shortened.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_input_is_imported_up_to_the_first_bad_line()
    {
        var lines = SmallArchive().Split('\n');
        lines[3] = "bad";

        var result = await _workspace.RunAsync(string.Join('\n', lines), ["import", "-"]);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("line 4: ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("2 objects before it are imported.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("""{"end":true,"objects":2,"tombstones":0,"clocks":0}""", (await _workspace.RunAsync("export")).Output.Split('\n')[^2]);
        Assert.Equal(0, (await _workspace.RunAsync(SmallArchive(), ["import", "-"])).ExitCode);
    }

    [Fact]
    public async Task A_line_that_is_too_long_is_told_once_and_what_stands_before_it_is_imported()
    {
        var start = string.Join('\n', SmallArchive().Split('\n')[..3]) + "\n";

        var result = await _workspace.RunAsync(start + new string('x', 1 << 27), ["import", "-"]);

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("line 4: longer than ", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("2 objects before it are imported.\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("""{"end":true,"objects":2,"tombstones":0,"clocks":0}""", (await _workspace.RunAsync("export")).Output.Split('\n')[^2]);
    }

    [Fact]
    public async Task A_line_whose_parent_is_nowhere_is_refused()
    {
        var archive = SmallArchive();
        var lines = archive.Split('\n').ToList();
        lines.RemoveAt(1);
        _workspace.Write("orphans.jsonl", string.Join('\n', lines).Replace("\"objects\":3", "\"objects\":2", StringComparison.Ordinal));

        var rehearsal = await _workspace.RunAsync("import", "orphans.jsonl", "--dry-run");
        var result = await _workspace.RunAsync("import", "orphans.jsonl");

        Assert.Equal((1, 1), (rehearsal.ExitCode, result.ExitCode));
        Assert.Equal(rehearsal.Error, result.Error);
        Assert.EndsWith("Nothing was written.\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("line 2: /buckets/b/collections/c cannot be written, because /buckets/b does not exist", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timestamp_that_another_object_has_is_a_conflict_and_a_replacement_gets_a_new_one()
    {
        _workspace.Write("one.jsonl", SmallArchive());
        _workspace.Write("two.jsonl", SmallArchive().Replace("\"id\":\"r\"", "\"id\":\"s\"", StringComparison.Ordinal));
        await _workspace.RunAsync("import", "one.jsonl");

        var failed = await _workspace.RunAsync("import", "two.jsonl");
        var skipped = await _workspace.RunAsync("import", "two.jsonl", "--on-conflict", "skip");
        var replaced = await _workspace.RunAsync("import", "two.jsonl", "--on-conflict", "replace");

        Assert.Equal((1, 0, 0), (failed.ExitCode, skipped.ExitCode, replaced.ExitCode));
        Assert.Contains("1 skipped", skipped.Output, StringComparison.Ordinal);
        Assert.Contains("1 with a new timestamp", replaced.Output, StringComparison.Ordinal);
        var records = Timestamp().Matches((await _workspace.RunAsync("export")).Output).Select(static match => match.Value).ToList();
        Assert.Equal(2, records.Count);
        Assert.Equal("30", records[0]);
        Assert.True(long.Parse(records[1]) > 1_000_000_000_000);

        // Again: what has got a new timestamp keeps it.
        var again = await _workspace.RunAsync("import", "two.jsonl", "--on-conflict", "replace");
        Assert.Contains(" 0 created, 0 replaced, 0 skipped, 3 there already", again.Output, StringComparison.Ordinal);
        Assert.Equal(records, Timestamp().Matches((await _workspace.RunAsync("export")).Output).Select(static match => match.Value));
    }

    [Fact]
    public async Task An_import_that_is_killed_again_and_again_ends_as_if_it_had_not_been()
    {
        _workspace.Write("large.jsonl", LargeArchive(20_000));
        Assert.Equal(0, (await _workspace.RunAsync("import", "large.jsonl", "--data", "whole")).ExitCode);
        var whole = await _workspace.RunAsync("export", "--data", "whole", "-o", "whole.jsonl");

        var seen = 0L;
        for (var kills = 0; kills < 3; kills++)
        {
            using var import = new RunningCommand(_workspace, ["import", "large.jsonl", "--data", "killed"], []);
            // Killed while it writes: the file has grown since the last time, and the import is not over.
            while (!import.HasExited && SizeOf("killed") <= seen + 500_000)
                await Task.Yield();
            Assert.False(import.HasExited, "The import was over before it could be killed.");
            import.Signal("KILL");
            await import.FinishAsync();
            seen = SizeOf("killed");
        }

        var last = await _workspace.RunAsync("import", "large.jsonl", "--data", "killed", "--json");
        await _workspace.RunAsync("export", "--data", "killed", "-o", "killed.jsonl");

        Assert.Equal((0, 0), (whole.ExitCode, last.ExitCode));
        using var summary = JsonDocument.Parse(last.Output);
        Assert.NotEqual(0, summary.RootElement.GetProperty("unchanged").GetInt64());
        Assert.NotEqual(0, summary.RootElement.GetProperty("created").GetInt64());
        Assert.Equal(await ReadAsync("whole.jsonl"), await ReadAsync("killed.jsonl"));
    }

    [Fact]
    public async Task The_file_of_an_export_is_its_owners_alone_and_there_only_when_it_is_complete()
    {
        _workspace.Write("one.jsonl", SmallArchive());
        await _workspace.RunAsync("import", "one.jsonl");
        var left = _workspace.Write("out.jsonl.partial", new string('x', 100_000));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(left, (UnixFileMode)0b110_110_110);

        var result = await _workspace.RunAsync("export", "-o", "out.jsonl");
        var nowhere = await _workspace.RunAsync("export", "-o", "no-folder/out.jsonl");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(SmallArchive(), await ReadAsync("out.jsonl"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, Workspace.ModeOf(PathOf("out.jsonl")));
        Assert.False(File.Exists(PathOf("out.jsonl.partial")));
        Assert.Equal(1, nowhere.ExitCode);
        Assert.StartsWith("The export cannot be written: ", nowhere.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_follows_no_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: Windows makes links for administrators only.");
        await _workspace.RunAsync(SmallArchive(), ["import", "-"]);
        var elsewhere = _workspace.Write("elsewhere", "untouched");
        File.CreateSymbolicLink(PathOf("out.jsonl.partial"), elsewhere);

        var result = await _workspace.RunAsync("export", "-o", "out.jsonl");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("is a link", result.Error, StringComparison.Ordinal);
        Assert.Equal("untouched", await ReadAsync("elsewhere"));
    }

    [Fact]
    public async Task What_is_in_memory_is_neither_exported_nor_imported()
    {
        _workspace.Write("one.jsonl", SmallArchive());

        var export = await _workspace.RunAsync("", ["export"], ("KINTO_STORAGE_BACKEND", "memory"));
        var import = await _workspace.RunAsync("", ["import", "one.jsonl"], ("KINTO_STORAGE_BACKEND", "memory"));

        Assert.Equal((1, 1), (export.ExitCode, import.ExitCode));
        Assert.Contains("storage_backend is memory", export.Error, StringComparison.Ordinal);
        Assert.Contains("storage_backend is memory", import.Error, StringComparison.Ordinal);
    }

    const string Includes = "kinto.plugins.accounts kinto_hawk kinto.plugins.history";

    /// <summary>A server with one of everything: a group that opens a bucket to bob, deleted objects, lists that were emptied, awkward texts.</summary>
    async Task<RunningServer> FillAsync()
    {
        await _workspace.RunAsync("create-user", "-u", "admin", "-p", "s3cret");
        await _workspace.RunAsync("create-user", "-u", "bob", "-p", "pw");
        var server = await _workspace.StartAsync([("KINTO_INCLUDES", Includes)]);
        (string Method, string Path, string? Body)[] requests =
        [
            ("PUT", "buckets/b", """{"data":{"title":"é ☃ \ud83d\ude00"}}"""),
            ("PUT", "buckets/b/groups/g", """{"data":{"members":["account:bob","ldap:x"]}}"""),
            ("PUT", "buckets/b/collections/c", """{"permissions":{"read":["/buckets/b/groups/g"],"record:create":["system.Authenticated"]}}"""),
            ("PUT", "buckets/b/collections/c/records/r1", """{"data":{"is":"for the group","number":1.50e3,"deep":[{"a":[null,true]}]}}"""),
            ("PUT", "buckets/b/collections/c/records/r2", """{"data":{"last":"with a timestamp of the past","last_modified":1000}}"""),
            ("PUT", "buckets/b/collections/c/records/r3", "{}"),
            ("DELETE", "buckets/b/collections/c/records/r3", null),
            ("PUT", "buckets/b/collections/gone", "{}"),
            ("PUT", "buckets/b/collections/gone/records/r", "{}"),
            ("DELETE", "buckets/b/collections/gone", null),
            ("PUT", "buckets/b/collections/again", """{"data":{"last_modified":5}}"""),
            ("PUT", "buckets/deleted", "{}"),
            ("DELETE", "buckets/deleted", null),
        ];
        foreach (var (method, path, body) in requests)
            await server.CallAsync(method, path, body, Admin);
        return server;
    }

    static string SmallArchive() =>
        """
        {"kintohawk_export":1,"bucket":null,"history":true,"password_hashes":true}
        {"resource":"bucket","parent":"","id":"b","last_modified":10,"data":{}}
        {"resource":"collection","parent":"/buckets/b","id":"c","last_modified":20,"permissions":{"write":["account:admin"]},"data":{}}
        {"resource":"record","parent":"/buckets/b/collections/c","id":"r","last_modified":30,"data":{"a":1}}
        {"end":true,"objects":3,"tombstones":0,"clocks":0}

        """;

    static string LargeArchive(int records)
    {
        var lines = SmallArchive().Split('\n');
        var more = Enumerable.Range(0, records).Select(static number =>
            $$$"""{"resource":"record","parent":"/buckets/b/collections/c","id":"s{{{number:D6}}}","last_modified":{{{1000 + number}}},"permissions":{"read":["account:u{{{number % 7}}}"]},"data":{"text":"{{{new string('x', 200)}}}"}}""");
        return string.Join('\n', [.. lines[..4], .. more, lines[4].Replace("\"objects\":3", $"\"objects\":{3 + records}", StringComparison.Ordinal), ""]);
    }

    string PathOf(string name) => Path.Combine(_workspace.Folder, name);

    Task<string> ReadAsync(string name) => File.ReadAllTextAsync(PathOf(name), Cancel);

    /// <summary>The database with its log.</summary>
    long SizeOf(string folder) => Directory.Exists(PathOf(folder))
        ? new DirectoryInfo(PathOf(folder)).GetFiles("storage.sqlite*").Sum(static file => file.Exists ? file.Length : 0)
        : 0;

    [GeneratedRegex("(?<=\"resource\":\"record\".*\"last_modified\":)[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Timestamp();
}
