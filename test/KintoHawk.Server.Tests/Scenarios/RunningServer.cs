using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>A server with the accounts alice, bob and admin, in this process or elsewhere.</summary>
sealed class RunningServer : IAsyncDisposable
{
    public static readonly IReadOnlyList<string> Users = ["alice", "bob", "admin"];

    /// <summary>What scenarios rely on; their own lines replace lines with the same key.</summary>
    static readonly string[] _standard =
    [
        "userid_hmac_secret = 7d1fa55b0f04469db3b52b3f9d3f8cf1",
        "includes = kinto.plugins.accounts kinto_hawk",
        "multiauth.policies = account hawk",
        "multiauth.policy.account.use = kinto.plugins.accounts.AccountsPolicy",
        "multiauth.policy.hawk.use = kinto_hawk.authentication.HawkAuthenticationPolicy",
        "hawk.principal = account",
        "bucket_create_principals = system.Authenticated",
        "account_create_principals = system.Everyone",
        "account_write_principals = account:admin",
        "account_read_principals = account:admin",
    ];

    readonly List<Func<ValueTask>> _cleanUp = [];
    readonly IStorage? _storage;

    RunningServer(Uri address, string password, IStorage? storage)
    {
        _storage = storage;
        Address = address;
        Password = password;
        // The scenarios say themselves what is sent: no redirects followed, nothing remembered, nothing between us and the server.
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>The storage of a server in this process; null for one that runs elsewhere.</summary>
    public IStorage? Storage => _storage;

    /// <summary>The password of every one of <see cref="Users"/>.</summary>
    public string Password { get; }

    /// <summary>One Hawk session per user, opened when it is first needed.</summary>
    public UserSessions Sessions => field ??= new UserSessions(this);

    public static async Task<RunningServer> StartAsync(string backend, IEnumerable<string> settings, ILoggerProvider? log, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-scenarios-");
        if (ServerProgram.CommandLine is not null)
            return await StartProgramAsync(backend, settings, folder, cancellationToken);
        var opened = await ScenarioBackend.OpenAsync(backend, folder.FullName, cancellationToken);
        var (storage, cache) = (opened.Storage, opened.Cache);
        var options = Options([.. opened.Settings, .. settings], folder.FullName);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        foreach (var user in Users)
            await StoreAccountAsync(storage, user, password, "", cancellationToken);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.UseKintoHawkLimits(options));
        builder.Logging.ClearProviders();
        if (log is not null)
            builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.Services.AddSingleton(storage);
        builder.Services.AddSingleton(cache);
        builder.Services.AddKintoHawk(options);
        var app = builder.Build();
        app.MapKintoHawk();
        await app.StartAsync(cancellationToken);

        var server = new RunningServer(new Uri(app.Urls.Single()), password, storage);
        server._cleanUp.Add(app.DisposeAsync);
        server._cleanUp.Add(opened.DisposeAsync);
        server._cleanUp.Add(() =>
        {
            folder.Delete(recursive: true);
            return default;
        });
        return server;
    }

    static async Task<RunningServer> StartProgramAsync(string backend, IEnumerable<string> settings, DirectoryInfo folder, CancellationToken cancellationToken)
    {
        var program = await ServerProgram.StartAsync(WriteIni([$"storage_backend = {backend}", $"cache_backend = {backend}", .. settings], folder.FullName), cancellationToken);
        try
        {
            var server = await UseAsync(program.Address, "scenario-password", cancellationToken);
            server._cleanUp.Add(program.DisposeAsync);
            server._cleanUp.Add(() =>
            {
                folder.Delete(recursive: true);
                return default;
            });
            return server;
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Uses a server that runs elsewhere; makes the accounts there unless they exist.</summary>
    public static async Task<RunningServer> UseAsync(Uri address, string password, CancellationToken cancellationToken)
    {
        var server = new RunningServer(address, password, storage: null);
        foreach (var user in Users)
            await server.PutAccountAsync(user, $$"""{"password":"{{password}}"}""", cancellationToken);
        return server;
    }

    /// <summary>
    /// Makes an account. In this process it goes straight into the storage, with a cheap hash: thousands of sign-ins then take seconds, and a
    /// read-only server has accounts too.
    /// </summary>
    /// <param name="account"><c>{"name":…,"password":…,"data":{…}}</c></param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task AddAccountAsync(JsonElement account, CancellationToken cancellationToken)
    {
        var name = account.GetProperty("name").GetString()!;
        var password = account.GetProperty("password").GetString()!;
        var more = account.TryGetProperty("data", out var data) ? "," + data.GetRawText()[1..^1] : "";
        if (_storage is null)
            await PutAccountAsync(name, $$"""{"password":"{{JsonEncodedText.Encode(password)}}"{{more}}}""", cancellationToken);
        else
            await StoreAccountAsync(_storage, name, password, more, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (var step in _cleanUp)
            await step();
    }

    static KintoHawkOptions Options(IEnumerable<string> settings, string folder)
    {
        var result = SettingsReader.ReadFile(WriteIni(settings, folder), new Dictionary<string, string>(StringComparer.Ordinal));
        return result.Options ?? throw new InvalidOperationException(string.Join('\n', result.Errors));
    }

    static string WriteIni(IEnumerable<string> settings, string folder)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal) { ["version_json_path"] = Path.Combine(folder, "version.json") };
        foreach (var line in _standard.Concat(settings))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            lines[line[..equals].Trim()] = line[(equals + 1)..].Trim().Replace("${scenarios}", ScenarioFiles.Folder, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(folder, "version.json"), """{"name": "scenarios", "version": "1.2.3"}""");
        var ini = new StringBuilder("[app:main]\n");
        foreach (var (key, value) in lines)
            ini.Append(key).Append(" = ").Append(value).Append('\n');
        var path = Path.Combine(folder, "kinto.ini");
        File.WriteAllText(path, ini.ToString());
        return path;
    }

    async Task PutAccountAsync(string name, string data, CancellationToken cancellationToken)
    {
        using var body = new StringContent($$"""{"data":{{data}}}""", Encoding.UTF8, "application/json");
        using var response = await Client.PutAsync(new Uri(Address, $"/v1/accounts/{name}"), body, cancellationToken);
        // It is already there; or it cannot be made over HTTP with these settings, and the program has made it.
        if (!response.IsSuccessStatusCode && response.StatusCode != System.Net.HttpStatusCode.Unauthorized && ServerProgram.CommandLine is null)
            throw new InvalidOperationException($"The account {name} cannot be made: {response.StatusCode}");
    }

    static async Task StoreAccountAsync(IStorage storage, string name, string password, string more, CancellationToken cancellationToken)
    {
        var path = ObjectPath.Account(name);
        var hash = BCrypt.Net.BCrypt.HashPassword(password, workFactor: 4);
        var data = Encoding.UTF8.GetBytes($$"""{"password":"{{JsonEncodedText.Encode(hash)}}"{{more}}}""");
        var owner = AccessControl.Empty.Adding(Permission.Write, "account:" + name);
        await storage.ApplyAsync(new ChangeSet(new Change.Put(path, data, null, Expected.Absent), new Change.SetAccess(path, owner, AccessControl.Empty)), cancellationToken);
    }
}
