using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace KintoHawk.Cli.Tests;

/// <summary>The real server with one ini per section of docs/operations/settings.md: every key is set, and what it does is looked at from outside.</summary>
public sealed partial class SettingsSectionTests : IDisposable
{
    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("Features", "features")]
    [InlineData("Identifiers", "identifiers")]
    [InlineData("Backends", "backends")]
    [InlineData("Permissions", "permissions")]
    [InlineData("Authentication", "authentication")]
    [InlineData("HTTP", "http")]
    [InlineData("Limits", "limits")]
    [InlineData("History", "history")]
    [InlineData("Project", "project")]
    [InlineData("Monitoring", "monitoring")]
    [InlineData("Settings without effect", "without-effect")]
    public void Every_documented_key_of_a_section_is_in_its_file(string title, string file)
    {
        var lines = IniServer.TextOf(file).Split('\n').Select(static line => line.Split('=')[0].Trim()).Select(static key => key.StartsWith("kinto.", StringComparison.Ordinal) ? key[6..] : key).ToHashSet(StringComparer.Ordinal);
        var section = Document().Split("\n## ").Single(section => section.StartsWith(title + "\n", StringComparison.Ordinal));
        var documented = Row().Matches(section).Select(static row => row.Groups["key"].Value).ToList();

        Assert.NotEmpty(documented);
        Assert.Empty(documented.Where(static key => !key.Contains('<', StringComparison.Ordinal)).Except(lines, StringComparer.Ordinal));
        // Of a family at least one key.
        Assert.All(documented.Where(static key => key.Contains('<', StringComparison.Ordinal)), family => Assert.Contains(lines, key => PatternOf(family).IsMatch(key)));
    }

    [Fact]
    public async Task Features()
    {
        await using var server = await IniServer.StartAsync(_workspace, "features");
        await server.AddAccountsAsync("alice");
        var hello = await server.HelloAsync();
        foreach (var bucket in (string[])["a", "b", "c"])
        {
            var made = await server.ExpectAsync(201, "PUT", "buckets/" + bucket, "{}", "alice");
            // Creators are not made writers.
            Assert.Equal("{}", made.At("permissions")!.Value.GetRawText());
        }

        Assert.Equal((3, false, false), (hello.At("settings", "batch_max_requests")!.Value.GetInt32(), hello.At("settings", "explicit_permissions")!.Value.GetBoolean(), hello.At("settings", "readonly")!.Value.GetBoolean()));
        Assert.NotNull(hello.At("capabilities", "schema"));
        Assert.NotNull(hello.At("capabilities", "permissions_endpoint"));
        Assert.NotNull(hello.At("capabilities", "default_bucket"));
        var page = await server.ExpectAsync(200, "GET", "buckets", user: "alice");
        Assert.Equal(2, page.At("data")!.Value.GetArrayLength());
        Assert.NotNull(page.Header("Next-Page"));
        await server.ExpectAsync(400, "POST", "batch", """{"requests":[{"path":"/"},{"path":"/"},{"path":"/"},{"path":"/"}]}""");
        Assert.Equal("max-age=60", (await server.ExpectAsync(307, "GET", "buckets/")).Header("Cache-Control"));
        Assert.Equal("max-age=90", (await server.ExpectAsync(307, "GET", "/buckets")).Header("Cache-Control"));
        await server.ExpectAsync(405, "DELETE", "buckets", user: "alice");
        await server.ExpectAsync(405, "PATCH", "buckets/a/groups/g", "{}", "alice");
        await server.ExpectAsync(201, "PUT", "buckets/a/collections/c", """{"data":{"schema":{"required":["x"]}}}""", "alice");
        await server.ExpectAsync(400, "PUT", "buckets/a/collections/c/records/r", """{"data":{"y":1}}""", "alice");
        await server.ExpectAsync(200, "GET", "__heartbeat__");
        var log = await server.StopAsync();
        Assert.Contains("kinto.transaction_per_request has no effect", log, StringComparison.Ordinal);
        Assert.Contains("kinto.includes lists kinto.plugins.quotas, which is left out", log, StringComparison.Ordinal);
        Assert.Contains("kinto.includes lists kinto_attachment, which is left out", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Features_that_are_off()
    {
        await using var server = await IniServer.StartAsync(
            _workspace, "features", ("KINTO_READONLY", "true"), ("TRAILING_SLASH_REDIRECT_ENABLED", "false"), ("KINTO_INITIALIZATION_SEQUENCE", "kinto.core.initialization.setup_storage"));

        Assert.True((await server.HelloAsync()).At("settings", "readonly")!.Value.GetBoolean());
        await server.ExpectAsync(405, "PUT", "buckets/a", "{}");
        await server.ExpectAsync(404, "GET", "buckets/");
        await server.ExpectAsync(404, "GET", "/buckets");
    }

    [Fact]
    public async Task Identifiers()
    {
        await using var server = await IniServer.StartAsync(_workspace, "identifiers");
        await server.AddAccountsAsync("alice");
        async Task<string> MadeAsync(string path) => (await server.ExpectAsync(201, "POST", path, user: "alice", body: "{}")).At("data", "id")!.Value.GetString()!;

        var bucket = await MadeAsync("buckets");
        Assert.Matches(Uuid4(), bucket);
        await server.ExpectAsync(400, "PUT", "buckets/name", "{}", "alice");
        Assert.Matches("^[a-zA-Z0-9][a-zA-Z0-9_-]{7}$", await MadeAsync($"buckets/{bucket}/groups"));
        Assert.Matches(Uuid4(), await MadeAsync($"buckets/{bucket}/collections"));
        await server.ExpectAsync(201, "PUT", $"buckets/{bucket}/collections/name", "{}", "alice");
        Assert.Matches(Uuid4(), await MadeAsync($"buckets/{bucket}/collections/name/records"));
        await server.ExpectAsync(400, "PUT", $"buckets/{bucket}/collections/name/records/name", "{}", "alice");
    }

    [Fact]
    public async Task Backends()
    {
        await using (var server = await IniServer.StartAsync(_workspace, "backends"))
        {
            await server.AddAccountsAsync("alice");
            foreach (var bucket in (string[])["a", "b", "c"])
                await server.ExpectAsync(201, "PUT", "buckets/" + bucket, "{}", "alice");
            Assert.Equal(2, (await server.ExpectAsync(200, "GET", "buckets", user: "alice")).At("data")!.Value.GetArrayLength());
            var log = await server.StopAsync();
            foreach (var option in (string[])["kinto.storage_echo", "kinto.permission_pool_pre_ping", "kinto.cache_isolation_level"])
                Assert.Contains($"{option} has no effect: it is an option of a database driver.", log, StringComparison.Ordinal);
            foreach (var option in IniServer.TextOf("backends").Split('\n').Select(static line => line.Split('=')[0].Trim()).Where(static key => OfAnotherBackend().IsMatch(key)))
                Assert.Contains($"{option} has no effect: ", log, StringComparison.Ordinal);
        }

        Assert.True(File.Exists(Path.Combine(_workspace.Folder, "objects.db")));
        Assert.Contains("of-the-backends-ini:", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Path.Combine(_workspace.Folder, "cache.db"), TestContext.Current.CancellationToken)), StringComparison.Ordinal);
        await using var again = await IniServer.StartAsync(_workspace, "backends");
        await again.ExpectAsync(200, "GET", "buckets/a", user: "alice");
    }

    [Fact]
    public async Task Permissions()
    {
        await using var server = await IniServer.StartAsync(_workspace, "permissions");
        await server.AddAccountsAsync("alice", "bob", "carol", "dave");
        await server.ExpectAsync(201, "PUT", "buckets/b", "{}", "alice");

        await server.ExpectAsync(403, "PUT", "buckets/c", "{}", "dave");
        foreach (var (list, one) in ((string, string)[])[("buckets/b/groups", "g"), ("buckets/b/collections", "c"), ("buckets/b/collections/c/records", "r")])
        {
            await server.ExpectAsync(201, "PUT", $"{list}/{one}", "{}", "carol");
            await server.ExpectAsync(200, "GET", $"{list}/{one}", user: "bob");
            await server.ExpectAsync(403, "PATCH", $"{list}/{one}", """{"data":{"a":1}}""", "bob");
            await server.ExpectAsync(403, "GET", $"{list}/{one}", user: "dave");
        }

        await server.ExpectAsync(200, "GET", "buckets/b", user: "bob");
        await server.ExpectAsync(200, "PATCH", "buckets/b", """{"data":{"a":1}}""", "carol");
        await server.ExpectAsync(200, "GET", "buckets/b/history", user: "bob");
        await server.ExpectAsync(403, "GET", "buckets/b/history", user: "dave");
        await server.ExpectAsync(200, "GET", "permissions", user: "alice");
        await server.ExpectAsync(403, "GET", "permissions", user: "dave");
        Assert.Equal(4, (await server.ExpectAsync(200, "GET", "accounts", user: "alice")).At("data")!.Value.GetArrayLength());
        await server.ExpectAsync(200, "DELETE", "__user_data__/account:dave", user: "alice");
        await server.ExpectAsync(403, "DELETE", "__user_data__/account:alice", user: "bob");
    }

    [Fact]
    public async Task Authentication()
    {
        await using var server = await IniServer.StartAsync(_workspace, "authentication");
        var made = await server.ExpectAsync(201, "PUT", "accounts/alice", $$$"""{"data":{"password":"{{{IniServer.Password}}}"}}""");
        Assert.StartsWith("$2", made.At("data", "password")!.Value.GetString(), StringComparison.Ordinal);
        Assert.Equal("account:alice", (await server.HelloAsync("alice")).At("user", "id")!.Value.GetString());

        // Any other credentials belong to the first policy that takes any; the secret is empty.
        var anybody = await server.HelloAsync("mat");
        Assert.Equal("basicauth:" + Digest("", $"mat:{IniServer.Password}"), anybody.At("user", "id")!.Value.GetString());
        Assert.Equal(Digest("of-personal-buckets", anybody.At("user", "id")!.Value.GetString()!)[..8], anybody.At("user", "bucket")!.Value.GetString()![..8]);

        var challenges = (await server.ExpectAsync(401, "GET", "buckets/none")).Header("WWW-Authenticate");
        foreach (var challenge in (string[])["Basic realm=\"People\"", "Basic realm=\"Anyone\"", "Bearer+OIDC realm=\"Sso\"", "Bearer realm=\"Realm\"", "Hawk"])
            Assert.Contains(challenge, challenges, StringComparison.Ordinal);

        // One session per account: the second closes the first.
        await server.ExpectAsync(201, "POST", "hawk-sessions", user: "alice");
        await server.ExpectAsync(201, "POST", "hawk-sessions", user: "alice");
        Assert.Single((await server.ExpectAsync(200, "GET", "hawk-sessions", user: "alice")).At("data")!.Value.EnumerateArray());
        var log = await server.StopAsync();
        Assert.Contains("The policy 'ldap' is not known", log, StringComparison.Ordinal);
        Assert.Contains("multiauth.policy.anyone.debug has no effect", log, StringComparison.Ordinal);
        Assert.DoesNotContain("between-us", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http()
    {
        await using var server = await IniServer.StartAsync(_workspace, "http");
        await server.AddAccountsAsync("alice");
        foreach (var path in (string[])["buckets/blog", "buckets/blog/groups/g", "buckets/blog/collections/posts", "buckets/blog/collections/other", "buckets/blog/collections/posts/records/r",
            "buckets/blog/collections/other/records/r", "buckets/x", "buckets/x/collections/posts", "buckets/x/collections/posts/records/r"])
            await server.ExpectAsync(201, "PUT", path, "{}", "alice");
        var hello = await server.HelloAsync();

        Assert.Equal(("https://kinto.example:8443/v0/", "0.1"), (hello.At("url")!.Value.GetString(), hello.At("http_api_version")!.Value.GetString()));
        Assert.Null(hello.At("config"));
        Assert.Equal("7", hello.Header("Backoff"));
        Assert.Equal("""{"code":"soft-eol","message":"It was nice","url":"https://kinto.example/end"}""", hello.Header("Alert")!.Replace(" ", "", StringComparison.Ordinal).Replace("Itwasnice", "It was nice", StringComparison.Ordinal));
        Assert.StartsWith("https://kinto.example:8443/v0/", (await server.ExpectAsync(307, "GET", "/buckets")).Header("Location"), StringComparison.Ordinal);
        foreach (var (path, seconds) in ((string, int)[])[("buckets/blog", 21), ("buckets/blog/groups/g", 22), ("buckets/blog/collections/posts", 23), ("buckets/x/collections/posts/records/r", 24),
            ("buckets/blog/collections/other/records/r", 25), ("buckets/blog/collections/posts/records/r", 26)])
            Assert.Equal($"max-age={seconds}", (await server.ExpectAsync(200, "GET", path)).Header("Cache-Control"));

        var preflight = await server.ExpectAsync(200, "OPTIONS", "buckets", null, null, ("Origin", "https://app.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Equal(("10", "https://app.example"), (preflight.Header("Access-Control-Max-Age"), preflight.Header("Access-Control-Allow-Origin")));
        Assert.Null((await server.ExpectAsync(400, "GET", "", null, null, ("Origin", "https://app.elsewhere"))).Header("Access-Control-Allow-Origin"));
        await using var readOnly = await IniServer.StartAsync(_workspace, "http", ("KINTO_READONLY", "1"), ("EOS", ""));
        Assert.Equal("max-age=55", (await readOnly.HelloAsync()).Header("Cache-Control"));
    }

    static string Digest(string key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    static Regex PatternOf(string family) => new(
        $"^{Placeholder().Replace(Regex.Escape(family).Replace(@"\[", "(?:", StringComparison.Ordinal).Replace("]", ")?", StringComparison.Ordinal), "[A-Za-z_.-]+")}$",
        RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    static string Document([CallerFilePath] string here = "") => File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "../../docs/operations/settings.md"));

    [GeneratedRegex("_pool_(size|timeout|recycle)$|_max_overflow$|_max_backlog$|_poolclass$|storage_read_url$|cache_hosts$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OfAnotherBackend();

    [GeneratedRegex(@"^\| `(?<key>[^`]+)` \| (`[^`]+`|same rule) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Row();

    [GeneratedRegex("<[a-z]+>", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Uuid4();
}
