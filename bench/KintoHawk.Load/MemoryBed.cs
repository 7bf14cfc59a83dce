using System.Security.Cryptography;
using System.Text;
using Hawk;

namespace KintoHawk.Load;

/// <summary>A server that everybody may write to, on either storage, which can be started again; and one connection to it. Disposing ends it.</summary>
sealed class MemoryBed : IAsyncDisposable
{
    /// <summary>Requests in a batch, as many as the server takes by default.</summary>
    const int BatchSize = 25;

    readonly TemporaryFolder _folder = new();
    readonly string _executable;
    readonly string _settings;
    readonly string _basic = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("load:" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
    ChildServer? _server;
    HttpConnection? _connection;
    HawkCredential? _credential;

    MemoryBed(string executable, string storage)
    {
        _executable = executable;
        _settings = Path.Combine(_folder.Path, "load.ini");
        File.WriteAllLines(
            _settings,
            [
                "[app:main]",
                $"kinto.storage_backend = {storage}",
                storage == "sqlite" ? $"kinto.storage_url = {Path.Combine(_folder.Path, "objects.db")}" : "",
                $"kinto.userid_hmac_secret = {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}",
                "kinto.bucket_create_principals = system.Everyone",
                "kinto.account_create_principals = system.Everyone",
                "kinto.includes = kinto.plugins.accounts kinto_hawk",
                "multiauth.policies = account",
                "multiauth.policy.account.use = kinto.plugins.accounts.authentication.AccountsAuthenticationPolicy",
            ]);
    }

    /// <summary>The folder of the databases.</summary>
    public string Folder => _folder.Path;

    /// <summary>Starts a server on <c>sqlite</c> or <c>memory</c>.</summary>
    public static async Task<MemoryBed> StartAsync(string executable, string storage, CancellationToken cancellationToken)
    {
        var bed = new MemoryBed(executable, storage);
        try
        {
            await bed.StartAsync(cancellationToken);
            await bed.ExpectAsync("PUT", "/v1/buckets/load", 201, "{}"u8.ToArray());
            await bed.OpenSessionAsync();
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of the records of a collection.</summary>
    public static string RecordsOf(string collection) => $"/v1/buckets/load/collections/{collection}/records";

    /// <summary>Ends the server and starts another one on the same database. Sessions are gone.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await StartAsync(cancellationToken);
    }

    /// <summary>Makes a collection of so many records of so many bytes.</summary>
    public async Task FillAsync(string collection, int records, int bytes)
    {
        await ExpectAsync("PUT", RecordsOf(collection)[..^"/records".Length], 201, "{}"u8.ToArray());
        var record = Encoding.ASCII.GetString(TestBed.RecordBody(bytes));
        var item = $$"""{"method":"POST","path":"{{RecordsOf(collection)}}","body":{{record}}}""";
        for (var made = 0; made < records; made += BatchSize)
        {
            var items = Enumerable.Repeat(item, Math.Min(BatchSize, records - made));
            var answer = await ExpectAsync("POST", "/v1/batch", 200, Encoding.ASCII.GetBytes($$"""{"requests":[{{string.Join(',', items)}}]}"""));
            if (answer.Body.Span.IndexOf("\"status\":4"u8) >= 0)
                throw new LoadFailedException($"A record was refused: {answer}");
        }
    }

    /// <summary>Sends a request and measures how far the peak memory of the server grows until the answer is complete.</summary>
    public async Task<MemorySample> MeasureAsync(string method, string path, bool signed = false)
    {
        var memory = new ProcessMemory(_server!.ProcessId);
        memory.Forget();
        var before = memory.Resident;
        var answer = await ExpectAsync(method, path, 200, signed: signed);
        return new MemorySample(answer.Body.Length, before, memory.Peak);
    }

    /// <summary>Sends a request whose answer must have a status.</summary>
    public async Task<HttpAnswer> ExpectAsync(string method, string path, int status, byte[]? body = null, bool signed = false)
    {
        IRequestSource request = signed
            ? new SignedRequests(_credential!, method, [path], _server!.EndPoint.Port, default)
            : new RenderedRequest(method, path, _server!.Host, null, body);
        var answer = await _connection!.ExchangeAsync(request.Next());
        if (answer.Status != status)
            throw new LoadFailedException($"{method} {path}: expected {status}, got {answer}");
        if (request is SignedRequests { Last: { } sent } && !IsSigned(answer, sent))
            throw new LoadFailedException($"{method} {path}: the response is not signed as it should be.");
        return answer;
    }

    bool IsSigned(HttpAnswer answer, HawkAuthorization request) => HawkClient.VerifyResponse(
        request,
        _credential!,
        Encoding.ASCII.GetString(answer.Field("Server-Authorization"u8)),
        HawkResponseCheck.Required,
        HawkPayload.FromBytes("application/json", answer.Body.Span)) is HawkResponseFailure.None;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _credential?.Dispose();
        _folder.Dispose();
    }

    async Task StartAsync(CancellationToken cancellationToken)
    {
        _server = await ChildServer.StartAsync(_executable, ["start", "--ini", _settings, "--host", "127.0.0.1", "--port", "0"], _folder.Path, cancellationToken);
        _connection = await HttpConnection.ConnectAsync(_server.EndPoint, cancellationToken);
    }

    async Task OpenSessionAsync()
    {
        var password = Encoding.ASCII.GetString(Convert.FromBase64String(_basic["Basic ".Length..]))["load:".Length..];
        await ExpectAsync("PUT", "/v1/accounts/load", 201, Encoding.ASCII.GetBytes($$$"""{"data":{"password":"{{{password}}}"}}"""));
        var answer = await _connection!.ExchangeAsync(new RenderedRequest("POST", "/v1/hawk-sessions", _server!.Host, _basic).Next());
        _credential = answer.Status == 201 && HawkSession.TryFromToken(Encoding.ASCII.GetString(answer.Field("Hawk-Session-Token"u8)), out var session)
            ? session.ToCredential()
            : throw new LoadFailedException($"POST /v1/hawk-sessions: expected 201 with a token, got {answer}");
    }

    async Task StopAsync()
    {
        _connection?.Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
        _server = null;
    }
}
