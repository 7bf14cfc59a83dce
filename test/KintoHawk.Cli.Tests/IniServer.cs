using System.Net.Http.Headers;
using System.Text;

namespace KintoHawk.Cli.Tests;

/// <summary>The real server, started with one of the files in <c>inis</c>.</summary>
sealed class IniServer : IAsyncDisposable
{
    /// <summary>The password of every account.</summary>
    public const string Password = "s3cret-of-all";

    static readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });

    readonly RunningServer _server;

    IniServer(RunningServer server) => _server = server;

    /// <summary>Scheme, host and port.</summary>
    public Uri Address => new(_server.Url.GetLeftPart(UriPartial.Authority));

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The text of a file.</summary>
    public static string TextOf(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "inis", name + ".ini"));

    public static Task<IniServer> StartAsync(Workspace workspace, string name, params (string Name, string Value)[] environment) =>
        StartAsync(workspace, name, TextOf(name), environment);

    /// <summary>Starts it with a file of this name and text.</summary>
    public static async Task<IniServer> StartAsync(Workspace workspace, string name, string text, params (string Name, string Value)[] environment)
    {
        workspace.Write(name + ".ini", text);
        return new IniServer(await workspace.StartAsync(environment, "--ini", name + ".ini"));
    }

    /// <summary>Opens accounts, each with <see cref="Password"/>.</summary>
    public async Task AddAccountsAsync(params string[] names)
    {
        foreach (var name in names)
            Assert.Equal(201, (await SendAsync("PUT", "accounts/" + name, $$$"""{"data":{"password":"{{{Password}}}"}}""")).Status);
    }

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path: below the version, or from the root when it starts with a slash.</param>
    /// <param name="body">JSON, or null for none.</param>
    /// <param name="user">Whose it is; null for nobody's.</param>
    /// <param name="headers">Further header fields.</param>
    public async Task<IniReply> SendAsync(string method, string path, string? body = null, string? user = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_server.Url, path));
        if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Password}")));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _client.SendAsync(request, Cancel);
        return new IniReply((int)response.StatusCode, await response.Content.ReadAsStringAsync(Cancel), response.Headers, response.Content.Headers);
    }

    /// <summary>Sends a request whose answer must have this status.</summary>
    public async Task<IniReply> ExpectAsync(int status, string method, string path, string? body = null, string? user = null, params (string Name, string Value)[] headers)
    {
        var reply = await SendAsync(method, path, body, user, headers);
        Assert.True(reply.Status == status, $"{method} {path}: {reply.Status} {reply.Text}");
        return reply;
    }

    /// <summary>The hello view.</summary>
    public Task<IniReply> HelloAsync(string? user = null) => ExpectAsync(200, "GET", "", user: user);

    /// <summary>The hello view of who gives this password.</summary>
    public Task<IniReply> HelloAsync(string user, string password) =>
        ExpectAsync(200, "GET", "", headers: ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))));

    /// <summary>Stops it, and returns what it has written to standard error.</summary>
    public async Task<string> StopAsync() => (await _server.StopAsync()).Error;

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
