using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class CheckTests : IDisposable
{
    const string Ini =
        """
        [app:main]
        use = egg:kinto
        kinto.userid_hmac_secret = a-secret-of-this-file
        kinto.http_scheme = https
        kinto.storage_backend = sqlite
        kinto.storage_url = %(here)s/storage.sqlite
        kinto.cache_backend = sqlite
        kinto.cache_url = %(here)s/cache.sqlite

        """;

    readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_embedded_default_is_good_before_it_is_there_and_nothing_is_made()
    {
        var result = await _workspace.RunAsync("check");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches("ok: storage: .*to be made at the first start\n", result.Output);
        Assert.Contains("ok: listener: 127.0.0.1:8888\n", result.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Folder));
    }

    [Fact]
    public async Task Databases_of_a_running_server_are_reached()
    {
        _workspace.Write("kinto.ini", Ini);
        await using var server = await _workspace.StartAsync("--ini", "kinto.ini");

        var result = await _workspace.RunAsync("check", "--ini", "kinto.ini", "--json");

        Assert.Equal(0, result.ExitCode);
        using var report = JsonDocument.Parse(result.Output);
        Assert.True(report.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal("kinto.ini", report.RootElement.GetProperty("settings").GetString());
        Assert.Empty(report.RootElement.GetProperty("notices").EnumerateArray());
        var parts = report.RootElement.GetProperty("parts").EnumerateArray().ToDictionary(static part => part.GetProperty("name").GetString()!, static part => part);
        Assert.Equal(["cache", "listener", "permission", "storage"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("schema version", parts["storage"].GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_is_wrong_is_told_at_once_and_notices_too()
    {
        _workspace.Write("kinto.ini", Ini + "kinto.paginate_by = many\nkinto.batch_max_requests = few\nkinto.includes = kinto.plugins.quotas\n");

        var result = await _workspace.RunAsync("check", "--ini", "kinto.ini");
        var quiet = await _workspace.RunAsync("check", "--ini", "kinto.ini", "-q");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error: line 9: kinto.paginate_by is 'many'", result.Output, StringComparison.Ordinal);
        Assert.Contains("error: line 10: kinto.batch_max_requests is 'few'", result.Output, StringComparison.Ordinal);
        Assert.Contains("notice: kinto.includes lists kinto.plugins.quotas", result.Output, StringComparison.Ordinal);
        Assert.Equal(1, quiet.ExitCode);
        Assert.All(quiet.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), static line => Assert.StartsWith("error: ", line, StringComparison.Ordinal));
        Assert.Equal(2, quiet.Output.Count(static character => character == '\n'));
    }

    [Theory]
    [InlineData("kinto.cache_url = %(here)s/cache.sqlite", "kinto.cache_url = %(here)s/none/cache.sqlite", "error: cache: ", "its folder does not exist")]
    [InlineData("kinto.cache_url = %(here)s/cache.sqlite", "kinto.cache_url = %(here)s/storage.sqlite", "error: cache: ", "the file of storage_url")]
    [InlineData("kinto.storage_url = %(here)s/storage.sqlite", "kinto.storage_url = %(here)s/text", "error: storage: ", "cannot be read")]
    [InlineData("[app:main]", "[server:main]\nhost = no-such-host.invalid\n[app:main]", "error: listener: no-such-host.invalid:8888: ", "")]
    public async Task What_a_server_would_miss_is_an_error(string right, string wrong, string part, string reason)
    {
        _workspace.Write("text", "This is a text, and it is long enough to be seen not to be a database of any version at all........");
        _workspace.Write("kinto.ini", Ini.Replace(right, wrong, StringComparison.Ordinal));

        var result = await _workspace.RunAsync("check", "--ini", "kinto.ini");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(result.Output.Split('\n'), line => line.StartsWith(part, StringComparison.Ordinal) && line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_file_is_an_error_in_both_forms()
    {
        var text = await _workspace.RunAsync("check", "--ini", "none.ini");
        var json = await _workspace.RunAsync("check", "--ini", "none.ini", "--json");

        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
        Assert.StartsWith("error: The settings file 'none.ini' cannot be read", text.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(json.Output);
        Assert.False(report.RootElement.GetProperty("ok").GetBoolean());
        Assert.Single(report.RootElement.GetProperty("errors").EnumerateArray());
    }

    /// <summary>test/clients/check.test.mjs has the other half, with a real provider.</summary>
    [Fact]
    public async Task An_identity_provider_that_does_not_answer_is_an_error()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var issuer = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        listener.Stop();
        _workspace.Write(
            "kinto.ini",
            Ini + $"multiauth.policies = one\nmultiauth.policy.one.use = kinto.plugins.openid.OpenIDConnectPolicy\nmultiauth.policy.one.issuer = {issuer}\nmultiauth.policy.one.client_id = c\nmultiauth.policy.one.client_secret = s\n");

        var result = await _workspace.RunAsync("check", "--ini", "kinto.ini");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"error: openid one: {issuer}: ", result.Output, StringComparison.Ordinal);
    }
}
