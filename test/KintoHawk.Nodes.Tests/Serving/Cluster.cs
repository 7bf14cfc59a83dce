using System.Globalization;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>Several real servers over the same databases, with one account and one session of it.</summary>
sealed class Cluster : IAsyncDisposable
{
    public const string Account = "alice";
    public const string Password = "the password of alice";

    readonly DirectoryInfo _folder;
    int _collections;

    Cluster(DirectoryInfo folder, IReadOnlyList<ServerProcess> nodes)
    {
        _folder = folder;
        Nodes = nodes;
    }

    public IReadOnlyList<ServerProcess> Nodes { get; }

    /// <summary>A session of <see cref="Account"/>.</summary>
    public HawkCredential Session { get; private set; } = null!;

    /// <summary>Starts all nodes at once: over an empty database they all want to make its schema.</summary>
    /// <param name="nodes">How many.</param>
    /// <param name="settings">What their settings file has besides <see cref="Settings.Common"/>.</param>
    public static async Task<Cluster> StartAsync(int nodes, params IEnumerable<string> settings)
    {
        var cluster = await StartBareAsync(nodes, settings);
        try
        {
            await cluster.AddAccountAsync(Account, Password);
            cluster.Session = await cluster.LogInAsync(Account, Password);
            await cluster.ExpectAsync(201, Call.Put("buckets/b", """{"permissions":{"read":["system.Everyone"]}}"""));
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts all nodes, and writes nothing.</summary>
    public static async Task<Cluster> StartBareAsync(int nodes, params IEnumerable<string> settings)
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-nodes-");
        var ini = Path.Combine(folder.FullName, "kinto.ini");
        await File.WriteAllLinesAsync(ini, [.. Settings.Common, .. settings], TestContext.Current.CancellationToken);
        var starts = Enumerable.Range(0, nodes).Select(_ => ServerProcess.StartAsync(folder.FullName, ["--ini", ini, "--port", "0"])).ToArray();
        try
        {
            return new Cluster(folder, await Task.WhenAll(starts));
        }
        catch
        {
            foreach (var start in starts.Where(static start => start.IsCompletedSuccessfully))
                await (await start).DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a collection of a test's own; anybody may read it in the bucket <c>b</c>.</summary>
    /// <returns>The path of its records.</returns>
    public async Task<string> AddCollectionAsync(string bucket = "b")
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"buckets/{bucket}/collections/c{Interlocked.Increment(ref _collections)}");
        await ExpectAsync(201, Call.Put(path, "{}"));
        return path + "/records";
    }

    /// <summary>The node that a client with this number asks.</summary>
    public ServerProcess Node(int number) => Nodes[number % Nodes.Count];

    /// <summary>Opens an account.</summary>
    public async Task AddAccountAsync(string account, string password)
    {
        var made = await Node(0).SendAsync(ChangePassword(account, password));
        Assert.True(made.Status == 201, made.ToString());
    }

    /// <summary>Opens an account, or gives it another password.</summary>
    public static Call ChangePassword(string account, string password) =>
        Call.Put("accounts/" + account, $$$"""{"data":{"password":"{{{JsonEncodedText.Encode(password)}}}"}}""");

    /// <summary>Opens a session by password.</summary>
    public Task<HawkCredential> LogInAsync(string account, string password, int node = 0) => OpenSessionAsync(Call.OpenSession().WithPassword(account, password), node);

    /// <summary>Opens a session by session.</summary>
    public Task<HawkCredential> OpenSessionAsync(HawkCredential session, int node = 0) => OpenSessionAsync(Call.OpenSession().SignedBy(session), node);

    /// <summary>The session that an answer hands out.</summary>
    public static HawkCredential SessionOf(Answer answer)
    {
        Assert.True(answer.Status == 201, answer.ToString());
        Assert.True(HawkSession.TryFromToken(answer.SessionToken, out var session));
        return session.ToCredential();
    }

    /// <summary>Signs with <see cref="Session"/> and sends to a node.</summary>
    public Task<Answer> SendAsync(Call call, int node = 0) => Node(node).SendAsync(call.SignedBy(Session));

    /// <summary>Signs with <see cref="Session"/> and sends to a node, which must answer with this status.</summary>
    public async Task<Answer> ExpectAsync(int status, Call call, int node = 0)
    {
        var answer = await SendAsync(call, node);
        Assert.True(answer.Status == status, $"{call.Method} {call.Path}: {answer}");
        return answer;
    }

    /// <summary>All records of a collection as a node shows them, and its tombstones, over as many pages as it takes.</summary>
    public async Task<Dictionary<string, RecordState>> RecordsAsync(string records, int node = 0)
    {
        var found = new Dictionary<string, RecordState>(StringComparer.Ordinal);
        string? path = records + "?_since=%220%22&_limit=5000";
        while (path is not null)
        {
            var answer = await ExpectAsync(200, Call.Get(path), node);
            foreach (var item in answer.Data.EnumerateArray())
                Assert.True(found.TryAdd(item.GetProperty("id").GetString()!, RecordState.Read(item)), "A list has a record twice.");
            path = answer.NextPage is { } next ? new Uri(next).PathAndQuery["/v1/".Length..] : null;
        }

        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    async Task<HawkCredential> OpenSessionAsync(Call call, int node) => SessionOf(await Node(node).SendAsync(call));
}
