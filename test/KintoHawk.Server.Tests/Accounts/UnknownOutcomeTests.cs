using System.Net;
using System.Reflection;
using System.Text;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Settings;
using KintoHawk.Server.Tests.Backends;
using KintoHawk.Server.Tests.Endpoints;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests.Accounts;

/// <summary>
/// A connection that is lost while a password is being stored leaves open whether it was. Until nobody can use the old one any more, nothing is opened for
/// the account.
/// </summary>
public sealed class UnknownOutcomeTests
{
    static readonly string _old = Basic("wonderland");
    static readonly string _new = Basic("looking-glass");

    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_account_stays_held_when_the_answer_to_a_change_is_lost(bool inBatch)
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(_time));
        await using var server = await StartAsync(storage);
        await WithAccountAsync(server);
        var lost = new StorageUnavailableException("The connection was lost.");
        watched.Replaced[nameof(IStorage.ApplyAsync)] = arguments => new ValueTask<ChangeOutcome>(ApplyAsync(arguments));
        watched.Replaced[nameof(IStorage.BeginAsync)] = _ => new ValueTask<IStorageTransaction>(BeginAsync());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ChangePasswordAsync(server, inBatch));

        watched.Replaced.Clear();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OpenSessionAsync(server, _new));
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenSessionAsync(server, _old));
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(HttpStatusCode.Created, await OpenSessionAsync(server, _new));

        async Task<ChangeOutcome> ApplyAsync(object?[] arguments)
        {
            watched.Replaced.Clear();
            await storage.ApplyAsync((ChangeSet)arguments[0]!, Cancelled);
            throw lost;
        }

        async Task<IStorageTransaction> BeginAsync()
        {
            watched.Replaced.Clear();
            return LostCommit.Over(await storage.BeginAsync(Cancelled), lost, commits: true);
        }
    }

    [Fact]
    public async Task The_account_is_free_at_once_when_the_change_was_undone()
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(_time));
        await using var server = await StartAsync(storage);
        await WithAccountAsync(server);
        var undone = new StorageUnavailableException("Others were in the way.") { IsTransient = true };
        watched.Replaced[nameof(IStorage.BeginAsync)] = _ => new ValueTask<IStorageTransaction>(BeginAsync());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ChangePasswordAsync(server, inBatch: true));

        watched.Replaced.Clear();
        Assert.Equal(HttpStatusCode.Created, await OpenSessionAsync(server, _old));

        async Task<IStorageTransaction> BeginAsync()
        {
            var begin = watched.Replaced[nameof(IStorage.BeginAsync)];
            watched.Replaced.Clear();
            var transaction = LostCommit.Over(await storage.BeginAsync(Cancelled), undone, commits: false);
            watched.Replaced[nameof(IStorage.BeginAsync)] = begin;
            return transaction;
        }
    }

    Task<ServerOnStorage> StartAsync(IStorage storage) => ServerOnStorage.StartAsync(
        storage,
        new MemoryCache(_time),
        new KintoHawkOptions
        {
            UserIdHmacSecret = "secret",
            Includes = ["kinto.plugins.accounts", "kinto_hawk"],
            Policies =
            [
                new AuthenticationPolicy { Name = "account", Kind = AuthenticationPolicyKind.Account, UserIdPrefix = "account" },
                new AuthenticationPolicy { Name = "hawk", Kind = AuthenticationPolicyKind.Hawk, UserIdPrefix = "account" },
            ],
            Principals = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["account_create"] = ["system.Everyone"] },
        },
        _time);

    static async Task WithAccountAsync(ServerOnStorage server)
    {
        var (status, body, _) = await server.SendAsync("PUT", "/v1/accounts/alice", null, """{"data":{"password":"wonderland"}}""");
        Assert.True(status == HttpStatusCode.Created, body);
    }

    static async Task<HttpStatusCode> ChangePasswordAsync(ServerOnStorage server, bool inBatch)
    {
        const string Body = """{"data":{"password":"looking-glass"}}""";
        var (status, _, _) = inBatch
            ? await server.SendAsync("POST", "/v1/batch", _old, $$"""{"requests":[{"method":"PUT","path":"/accounts/alice","body":{{Body}}}]}""")
            : await server.SendAsync("PUT", "/v1/accounts/alice", _old, Body);
        return status;
    }

    static async Task<HttpStatusCode> OpenSessionAsync(ServerOnStorage server, string authorization) =>
        (await server.SendAsync("POST", "/v1/hawk-sessions", authorization)).Status;

    static string Basic(string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:" + password));

    /// <summary>A transaction whose commit fails, after it happened or instead of it.</summary>
    public class LostCommit : DispatchProxy
    {
        IStorageTransaction _inner = null!;
        Exception _failure = null!;
        bool _commits;

        public static IStorageTransaction Over(IStorageTransaction inner, Exception failure, bool commits)
        {
            var proxy = Create<IStorageTransaction, LostCommit>();
            var lost = (LostCommit)(object)proxy;
            (lost._inner, lost._failure, lost._commits) = (inner, failure, commits);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IStorageTransaction.CommitAsync) ? new ValueTask(CommitAsync()) : targetMethod.Invoke(_inner, args);

        async Task CommitAsync()
        {
            if (_commits)
                await _inner.CommitAsync(CancellationToken.None);
            throw _failure;
        }
    }
}
