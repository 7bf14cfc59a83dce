using System.Security.Cryptography;
using System.Text;
using Hawk;

namespace KintoHawk.Load;

/// <summary>
/// The server with a fresh SQLite data folder or a fresh database, an account with an open Hawk session, and the objects that the scenarios ask for; and the baseline
/// beside it. Disposing ends both and removes the folder.
/// </summary>
sealed class TestBed : IAsyncDisposable
{
    /// <summary>The records of the list.</summary>
    public const int ListSize = 100;

    /// <summary>The records that are written in turn.</summary>
    public const int WrittenRecords = 64;

    /// <summary>The size of the body of a PUT.</summary>
    public const int WrittenBytes = 1024;

    const string User = "load";
    const string ReadCollection = "/v1/buckets/load/collections/read";
    const string WriteCollection = "/v1/buckets/load/collections/write";

    readonly TemporaryFolder _folder;
    ChildServer? _server;
    ChildServer? _baseline;

    BackendServers? _backends;

    TestBed(TemporaryFolder folder, LoadBackend backend)
    {
        _folder = folder;
        Backend = backend;
    }

    /// <summary>What the server stores in.</summary>
    public LoadBackend Backend { get; }

    /// <summary>The servers that the measured one stores in.</summary>
    public IReadOnlyList<StoreProcess> Stores => _backends!.Processes;

    /// <summary>Their versions, and how they are set up; null without.</summary>
    public string? StoreDescription => _backends!.Description;

    /// <summary>The server that is measured.</summary>
    public ChildServer Server => _server!;

    /// <summary>The bare endpoint.</summary>
    public ChildServer Baseline => _baseline!;

    /// <summary>Where the databases are.</summary>
    public string DataFolder => _folder.Path;

    /// <summary>The scenarios, the baseline first.</summary>
    public IReadOnlyList<Scenario> Scenarios { get; private set; } = [];

    /// <summary>The credential of the session.</summary>
    public HawkCredential? Credential { get; private set; }

    /// <summary>Starts everything.</summary>
    /// <exception cref="LoadFailedException">Something does not start, or does not answer as it should.</exception>
    public static async Task<TestBed> CreateAsync(string executable, LoadBackend backend, CancellationToken cancellationToken)
    {
        var bed = new TestBed(new TemporaryFolder(), backend);
        try
        {
            await bed.PrepareAsync(executable, cancellationToken);
            return bed;
        }
        catch
        {
            await bed.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        if (_baseline is not null)
            await _baseline.DisposeAsync();
        if (_backends is not null)
            await _backends.DisposeAsync();
        Credential?.Dispose();
        _folder.Dispose();
    }

    async Task PrepareAsync(string executable, CancellationToken cancellationToken)
    {
        _backends = await BackendServers.StartAsync(Backend);
        var source = await SettingsAsync(cancellationToken);
        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        if (Stores.Count > 0)
            await ChildServer.RunAsync(executable, ["migrate", .. source], _folder.Path, cancellationToken);
        await ChildServer.RunAsync(executable, ["create-user", .. source, "-u", User, "-p", password], _folder.Path, cancellationToken);
        _server = await ChildServer.StartAsync(executable, ["start", .. source, "--host", "127.0.0.1", "--port", "0"], _folder.Path, cancellationToken);

        using var connection = await HttpConnection.ConnectAsync(Server.EndPoint, cancellationToken);
        await using var closing = cancellationToken.Register(connection.Dispose);
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{password}"));
        await PutObjectsAsync(connection, basic);
        Credential = await OpenSessionAsync(connection, basic);

        var hello = await AnswerAsync(connection, new RenderedRequest("GET", "/v1/", Server.Host));
        _baseline = await StartBaselineAsync(hello.Length, cancellationToken);
        Scenarios = await new ScenarioList(this, basic, ReadCollection, WriteCollection).CreateAsync(cancellationToken);
    }

    /// <summary>The options that name the settings.</summary>
    async Task<string[]> SettingsAsync(CancellationToken cancellationToken)
    {
        if (Stores.Count == 0)
            return ["--data", Path.Combine(_folder.Path, "data")];
        var file = Path.Combine(_folder.Path, "load.ini");
        await File.WriteAllLinesAsync(file, _backends!.Settings(), cancellationToken);
        return ["--ini", file];
    }

    async Task PutObjectsAsync(HttpConnection connection, string basic)
    {
        await PutAsync("/v1/buckets/load", "{}"u8.ToArray());
        await PutAsync(ReadCollection, """{"permissions": {"read": ["system.Everyone"]}}"""u8.ToArray());
        await PutAsync(WriteCollection, "{}"u8.ToArray());
        for (var number = 0; number < ListSize; number++)
            await PutAsync(RecordIn(ReadCollection, number), RecordBody(256));
        for (var number = 0; number < WrittenRecords; number++)
            await PutAsync(RecordIn(WriteCollection, number), RecordBody(WrittenBytes));
        for (var number = 0; Stores.Count > 0 && number < WrittenRecords; number++)
        {
            await PutAsync(SpreadCollection(number), "{}"u8.ToArray());
            await PutAsync(RecordIn(SpreadCollection(number), 0), RecordBody(WrittenBytes));
        }

        async Task PutAsync(string path, ReadOnlyMemory<byte> body)
        {
            var answer = await connection.ExchangeAsync(new RenderedRequest("PUT", path, Server.Host, basic, body.Span).Next());
            if (answer.Status != 201)
                throw new LoadFailedException($"PUT {path}: expected 201, got {answer}");
        }
    }

    async Task<HawkCredential> OpenSessionAsync(HttpConnection connection, string basic)
    {
        var answer = await connection.ExchangeAsync(new RenderedRequest("POST", "/v1/hawk-sessions", Server.Host, basic).Next());
        var token = Encoding.ASCII.GetString(answer.Field("Hawk-Session-Token"u8));
        return answer.Status == 201 && HawkSession.TryFromToken(token, out var session)
            ? session.ToCredential()
            : throw new LoadFailedException($"POST /v1/hawk-sessions: expected 201 with a token, got {answer}");
    }

    async Task<ChildServer> StartBaselineAsync(int bytes, CancellationToken cancellationToken)
    {
        var self = Environment.ProcessPath!;
        string[] assembly = Path.GetFileNameWithoutExtension(self) is "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        string[] database = _backends!.BaselineDatabase is { } connection ? ["--database", connection] : [];
        return await ChildServer.StartAsync(self, [.. assembly, Load.Baseline.Command, $"{bytes}", .. database], _folder.Path, cancellationToken);
    }

    /// <summary>The body of a successful answer.</summary>
    static async Task<byte[]> AnswerAsync(HttpConnection connection, RenderedRequest request)
    {
        var answer = await connection.ExchangeAsync(request.Next());
        return answer.Status == 200 ? answer.Body.ToArray() : throw new LoadFailedException($"Expected 200, got {answer}");
    }

    /// <summary>The path of one of the collections that have one record each.</summary>
    public static string SpreadCollection(int number) => $"/v1/buckets/load/collections/spread-{number:00}";

    /// <summary>The path of a record.</summary>
    public static string RecordIn(string collection, int number) => $"{collection}/records/record-{number:000}";

    /// <summary>The body of a PUT of the given size: a few fields of the kinds that records have, and text.</summary>
    public static byte[] RecordBody(int bytes)
    {
        const string Start = """{"data":{"title":"A record","done":false,"priority":3,"tags":["one","two"],"text":" """;
        const string End = "\"}}";
        return Encoding.ASCII.GetBytes(Start + new string('x', bytes - Start.Length - End.Length) + End);
    }
}
