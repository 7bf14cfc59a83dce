using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Hawk;

namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>
/// The worked example of docs/operations/three-nodes.md as it is there, but for its addresses, secrets and folders: three nodes with its settings behind
/// Debian's nginx with its configuration.
/// </summary>
sealed class ThreeNodes : IAsyncDisposable
{
    const int Count = 3;

    readonly DirectoryInfo _folder;
    readonly string _ini;
    readonly ServerProcess[] _nodes;
    readonly int[] _ports;
    readonly PrivateNginx _nginx;

    ThreeNodes(DirectoryInfo folder, string ini, ServerProcess[] nodes, int[] ports, PrivateNginx nginx, string fingerprint)
    {
        _folder = folder;
        _ini = ini;
        _nodes = nodes;
        _ports = ports;
        _nginx = nginx;
        Client = new ServerClient(new Uri($"https://127.0.0.1:{nginx.Port}"), fingerprint);
    }

    /// <summary>What clients see, and sign.</summary>
    public static Uri PublicOrigin { get; } = new("https://kinto.example.org");

    public IReadOnlyList<ServerProcess> Nodes => _nodes;

    /// <summary>Sends through nginx.</summary>
    public ServerClient Client { get; }

    /// <summary>The requests in the log of nginx so far, as the addresses of the nodes that were asked.</summary>
    public IReadOnlyList<string> Asked =>
    [
        .. File.ReadLines(Path.Combine(_folder.FullName, "nginx.log")).Select(static line => line.Split(" node=")).Where(static parts => parts.Length == 2).Select(static parts => parts[1].Split('/')[0]),
    ];

    public static async Task<ThreeNodes> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-three-");
        var url = await (await PrivatePostgreSql.SharedAsync()).CreateDatabaseAsync();
        var database = new Uri(url).AbsolutePath[1..];
        var hosts = new Uri(url).Authority.Split('@')[^1];
        var settings = Replace(
            await ReadAsync("kinto.ini"),
            ("kinto:secret@db1.internal,db2.internal/kinto", $"{PrivatePostgreSql.User}@{hosts},{hosts}/{database}"),
            ("redis://:secret@cache.internal:6379/0", (await PrivateRedis.SharedAsync()).Url),
            ("host = 0.0.0.0", "host = 127.0.0.1"),
            ("= change-me\n", "= the secret of all nodes\n"),
            ("= change-me-too\n", "= the other secret of all nodes\n"));
        var ini = Path.Combine(folder.FullName, "kinto.ini");
        await File.WriteAllTextAsync(ini, settings, TestContext.Current.CancellationToken);
        var ports = Enumerable.Range(0, Count).Select(static _ => FreePort.Take()).ToArray();
        var nodes = await Task.WhenAll(ports.Select(port => StartNodeAsync(folder.FullName, ini, port)));
        try
        {
            return await StartAsync(folder, ini, nodes, ports);
        }
        catch
        {
            foreach (var node in nodes)
                await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts nginx in front of the nodes.</summary>
    static async Task<ThreeNodes> StartAsync(DirectoryInfo folder, string ini, ServerProcess[] nodes, int[] ports)
    {
        using var certificate = MakeCertificate();
        var (chain, key, log) = (Path.Combine(folder.FullName, "chain.pem"), Path.Combine(folder.FullName, "key.pem"), Path.Combine(folder.FullName, "nginx.log"));
        await File.WriteAllTextAsync(log, "", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(chain, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(key, certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), TestContext.Current.CancellationToken);
        // nginx may run as another user. There is none on Windows.
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.FullName, (UnixFileMode)0b111_101_101);
            File.SetUnixFileMode(key, (UnixFileMode)0b110_100_100);
            File.SetUnixFileMode(log, (UnixFileMode)0b110_110_110);
        }

        var configuration = await ReadAsync("nginx.conf");
        var nginx = await PrivateNginx.StartAsync(port => Replace(
            configuration,
            ("node1.internal:8888", AddressOf(ports[0])),
            ("node2.internal:8888", AddressOf(ports[1])),
            ("node3.internal:8888", AddressOf(ports[2])),
            ("listen 443 ssl http2", $"listen 127.0.0.1:{port} ssl http2"),
            ("/etc/ssl/kinto.example.org.pem", chain),
            ("/etc/ssl/private/kinto.example.org.key", key),
            ("/var/log/nginx/kintohawk.log", log)));
        return new ThreeNodes(folder, ini, nodes, ports, nginx, certificate.GetCertHashString());
    }

    /// <summary>A request as clients send and sign it.</summary>
    public static Call Public(Call call) => call with { Origin = PublicOrigin };

    /// <summary>Opens an account and a session of it, through nginx.</summary>
    public async Task<HawkCredential> LogInAsync(string account, string password)
    {
        var made = await Client.SendAsync(Public(Cluster.ChangePassword(account, password)));
        Assert.True(made.Status == 201, made.ToString());
        return Cluster.SessionOf(await Client.SendAsync(Public(Call.OpenSession()).WithPassword(account, password)));
    }

    /// <summary>Signs with a session and sends through nginx. Only success is expected; the message of a failure has what nginx said about it.</summary>
    public async Task<Answer> ExpectAsync(HawkCredential session, Call call)
    {
        var answer = await Client.SendAsync(Public(call).SignedBy(session));
        if (!answer.Succeeded)
            Assert.Fail($"{call.Method} {call.Path}: {answer}\n{await File.ReadAllTextAsync(_nginx.Log, TestContext.Current.CancellationToken)}");
        return answer;
    }

    /// <summary>Stops a node as systemd does, waits for its end, starts it again, and waits until nginx asks it again, for which somebody must send requests.</summary>
    public async Task RestartAsync(int node)
    {
        var address = AddressOf(_ports[node]);
        await _nodes[node].AskToStopAsync();
        Assert.Equal(0, await _nodes[node].ExitAsync());
        await _nodes[node].DisposeAsync();
        var before = Asked.Count(asked => asked == address);
        _nodes[node] = await StartNodeAsync(_folder.FullName, _ini, _ports[node]);
        using var limit = Patience.Limit();
        while (Asked.Count(asked => asked == address) == before)
            await Task.Delay(10, limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _nginx.DisposeAsync();
        foreach (var node in _nodes)
            await node.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    static Task<ServerProcess> StartNodeAsync(string folder, string ini, int port) =>
        ServerProcess.StartAsync(folder, ["--ini", ini, "--port", port.ToString(CultureInfo.InvariantCulture)]);

    static string AddressOf(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + PublicOrigin.Host, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    /// <summary>Each place is there, or the example is not what the test takes it for.</summary>
    static string Replace(string text, params (string Place, string Value)[] replacements)
    {
        foreach (var (place, value) in replacements)
        {
            Assert.Contains(place, text, StringComparison.Ordinal);
            text = text.Replace(place, value, StringComparison.Ordinal);
        }

        return text;
    }

    static async Task<string> ReadAsync(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "docs", "operations", "three-nodes", name);
            if (File.Exists(file))
                return await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        }

        throw new FileNotFoundException("The example is not in this repository.", name);
    }
}
