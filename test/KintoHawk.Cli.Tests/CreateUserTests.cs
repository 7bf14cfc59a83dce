using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

public sealed class CreateUserTests : IDisposable
{
    static readonly HttpClient _client = new();

    readonly Workspace _workspace = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_account_can_log_in_to_a_server_started_later()
    {
        var result = await _workspace.RunAsync("create-user", "-u", "alice", "-p", "s3cret");
        await using var server = await _workspace.StartAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("account:alice", await UserIdAsync(server, "alice", "s3cret"));
        Assert.Null(await UserIdAsync(server, "alice", "other"));
    }

    [Fact]
    public async Task The_account_owns_itself()
    {
        await using var server = await _workspace.StartAsync();
        await _workspace.RunAsync("create-user", "-u", "alice", "-p", "s3cret");

        using var request = Request(server, HttpMethod.Get, "accounts/alice", "alice", "s3cret");
        using var response = await _client.SendAsync(request, Cancel);

        using var account = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("account:alice", Assert.Single(account.RootElement.GetProperty("permissions").GetProperty("write").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task An_existing_account_is_replaced_as_a_whole_while_the_server_runs()
    {
        await using var server = await _workspace.StartAsync();
        await _workspace.RunAsync("create-user", "-u", "alice", "-p", "old");
        using var patch = Request(server, HttpMethod.Patch, "accounts/alice", "alice", "old");
        patch.Content = new StringContent("""{"data":{"email":"alice@example.com"}}""", Encoding.UTF8, "application/json");
        using var patched = await _client.SendAsync(patch, Cancel);
        Assert.Contains("alice@example.com", await patched.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        // The server remembers this verified password for a while, unless it is told to forget it.
        Assert.NotNull(await UserIdAsync(server, "alice", "old"));

        Assert.Equal(0, (await _workspace.RunAsync("create-user", "-u", "alice", "-p", "new")).ExitCode);

        Assert.Null(await UserIdAsync(server, "alice", "old"));
        Assert.Equal("account:alice", await UserIdAsync(server, "alice", "new"));
        using var get = Request(server, HttpMethod.Get, "accounts/alice", "alice", "new");
        using var response = await _client.SendAsync(get, Cancel);
        Assert.DoesNotContain("email", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sessions_of_a_replaced_account_end()
    {
        await using var server = await _workspace.StartAsync();
        await _workspace.RunAsync("create-user", "-u", "alice", "-p", "old");
        await _workspace.RunAsync("login", server.Url.ToString(), "-u", "alice", "-p", "old");
        Assert.Equal(0, (await _workspace.RunAsync("http", "GET", "/buckets")).ExitCode);

        await _workspace.RunAsync("create-user", "-u", "alice", "-p", "new");

        var refused = await _workspace.RunAsync("http", "GET", "/buckets");
        Assert.Equal(4, refused.ExitCode);
        Assert.StartsWith("HTTP/1.1 401 ", refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_is_asked_for_twice_until_both_are_the_same()
    {
        var result = await _workspace.RunAsync("one\ntwo\ns3cret\ns3cret\n", ["create-user", "-u", "alice"]);
        await using var server = await _workspace.StartAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("not the same", result.Error, StringComparison.Ordinal);
        Assert.Equal("account:alice", await UserIdAsync(server, "alice", "s3cret"));
    }

    [Fact]
    public async Task The_name_is_asked_for_too()
    {
        var result = await _workspace.RunAsync("alice\ns3cret\ns3cret\n", ["create-user"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("Account 'alice' is stored.\n", result.Output);
    }

    [Theory]
    [InlineData("")]
    [InlineData("alice\n")]
    [InlineData("alice\ns3cret\n")]
    public async Task The_end_of_the_input_at_a_prompt_has_its_own_exit_code(string input)
    {
        var result = await _workspace.RunAsync(input, ["create-user"]);

        Assert.Equal(53, result.ExitCode);
        Assert.Contains("No account was created", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_server_has_its_own_exit_code()
    {
        var result = await _workspace.RunAsync("", ["create-user", "-u", "alice", "-p", "s3cret"], ("KINTO_READONLY", "true"));

        Assert.Equal(51, result.ExitCode);
        Assert.Contains("readonly", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_accounts_has_its_own_exit_code()
    {
        _workspace.Write("kinto.ini", "[app:main]\nuse = egg:kinto\nkinto.userid_hmac_secret = x\n");

        var result = await _workspace.RunAsync("create-user", "--ini", "kinto.ini", "-u", "alice", "-p", "s3cret");

        Assert.Equal(52, result.ExitCode);
        Assert.Contains("kinto.plugins.accounts", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("al ice", "s3cret", "'al ice'")]
    [InlineData("", "s3cret", "''")]
    [InlineData("alice", "", "The password cannot be stored")]
    [InlineData("alice", "0123456789012345678901234567890123456789012345678901234567890123456789012", "The password cannot be stored")]
    public async Task A_name_or_password_that_cannot_be_is_refused(string name, string password, string said)
    {
        var result = await _workspace.RunAsync("create-user", "--username", name, "--password", password);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        if (password.Length > 0)
            Assert.DoesNotContain(password, result.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_would_be_lost_at_once_is_refused()
    {
        var result = await _workspace.RunAsync("", ["create-user", "-u", "alice", "-p", "s3cret"], ("KINTO_STORAGE_BACKEND", "memory"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("storage_backend is memory", result.Error, StringComparison.Ordinal);
    }

    static HttpRequestMessage Request(RunningServer server, HttpMethod method, string path, string name, string password) => new(method, new Uri(server.Url, path))
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))) },
    };

    /// <summary>Who the server says this is; null when it does not believe it.</summary>
    static async Task<string?> UserIdAsync(RunningServer server, string name, string password)
    {
        using var request = Request(server, HttpMethod.Get, "", name, password);
        using var response = await _client.SendAsync(request, Cancel);
        using var hello = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        return hello.RootElement.TryGetProperty("user", out var user) ? user.GetProperty("id").GetString() : null;
    }
}
