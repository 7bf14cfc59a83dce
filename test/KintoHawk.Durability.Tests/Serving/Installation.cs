using System.Globalization;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Durability.Tests.Serving;

/// <summary>A data folder with one account, one session, and one collection, and the server that runs on it at the moment.</summary>
sealed class Installation : IAsyncDisposable
{
    public const string Account = "alice";
    public const string FirstPassword = "the first password";
    public const string Records = "buckets/b/collections/c/records";

    readonly DirectoryInfo _folder;

    Installation(DirectoryInfo folder, ServerProcess server)
    {
        _folder = folder;
        Server = server;
    }

    public ServerProcess Server { get; private set; }

    /// <summary>A session of the account.</summary>
    public HawkCredential Session { get; private set; } = null!;

    public static async Task<Installation> CreateAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-durability-");
        var installation = new Installation(folder, await ServerProcess.StartAsync(folder.FullName));
        try
        {
            await installation.SetUpAsync();
            return installation;
        }
        catch
        {
            await installation.DisposeAsync();
            throw;
        }
    }

    public static string RecordPath(string id) => $"{Records}/{id}";

    /// <summary>Signs with <see cref="Session"/> and sends.</summary>
    public Task<Answer> SendAsync(Call call) => Server.SendAsync(call.SignedBy(Session));

    /// <summary>Opens a session by password.</summary>
    public async Task<HawkCredential> OpenSessionAsync(string password) => SessionOf(await Server.SendAsync(Call.OpenSession().WithPassword(Account, password)));

    /// <summary>Opens a session by session.</summary>
    public async Task<HawkCredential> OpenSessionAsync(HawkCredential session) => SessionOf(await Server.SendAsync(Call.OpenSession().SignedBy(session)));

    /// <summary>The session that an answer hands out.</summary>
    public static HawkCredential SessionOf(Answer answer)
    {
        Assert.Equal(201, answer.Status);
        Assert.True(HawkSession.TryFromToken(answer.SessionToken, out var session));
        return session.ToCredential();
    }

    /// <summary>The timestamp of the collection.</summary>
    public async Task<long> VersionAsync()
    {
        var answer = await SendAsync(new Call("HEAD", Records));
        Assert.Equal(200, answer.Status);
        return answer.Version;
    }

    /// <summary>Everything that changed after a timestamp, tombstones too, over as many pages as it takes.</summary>
    public async Task<Dictionary<string, RecordState>> ChangesSinceAsync(long version)
    {
        var found = new Dictionary<string, RecordState>(StringComparer.Ordinal);
        string? path = string.Create(CultureInfo.InvariantCulture, $"{Records}?_since=%22{version}%22&_limit=5000");
        while (path is not null)
        {
            var answer = await SendAsync(Call.Get(path));
            Assert.Equal(200, answer.Status);
            foreach (var item in answer.Data.EnumerateArray())
                Assert.True(found.TryAdd(item.GetProperty("id").GetString()!, RecordState.Read(item)), "A list has a record twice.");
            path = answer.NextPage is { } next ? new Uri(next).PathAndQuery["/v1/".Length..] : null;
        }

        return found;
    }

    /// <summary>Starts the server again, after it was killed or has stopped.</summary>
    public async Task StartAgainAsync()
    {
        await Server.DisposeAsync();
        Server = await ServerProcess.StartAsync(_folder.FullName);
    }

    public void AssertFilesAreWhole()
    {
        Assert.Equal("ok", DatabaseFile.CheckIntegrity(Path.Combine(_folder.FullName, "storage.sqlite")));
        Assert.Equal("ok", DatabaseFile.CheckIntegrity(Path.Combine(_folder.FullName, "cache.sqlite")));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    async Task SetUpAsync()
    {
        var password = JsonEncodedText.Encode(FirstPassword);
        Assert.Equal(201, (await Server.SendAsync(Call.Put("accounts/" + Account, $$$"""{"data":{"password":"{{{password}}}"}}"""))).Status);
        Session = await OpenSessionAsync(FirstPassword);
        Assert.Equal(201, (await SendAsync(Call.Put("buckets/b", "{}"))).Status);
        Assert.Equal(201, (await SendAsync(Call.Put("buckets/b/collections/c", "{}"))).Status);
    }
}
