using System.Globalization;
using Hawk;
using KintoHawk.Nodes.Tests.Load;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests;

public sealed class RevocationTests(SharedClusters clusters)
{
    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Once_a_logout_is_answered_by_one_node_all_refuse_the_session(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);

        for (var round = 0; round < Rounds.Of(10, 100); round++)
        {
            var session = await cluster.OpenSessionAsync(cluster.Session, round);

            await RevokeAsync(cluster, round, Call.Delete("hawk-sessions/current").SignedBy(session), [session]);
        }
    }

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Once_the_end_of_all_sessions_is_answered_by_one_node_all_refuse_them(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var account = await AddAccountAsync(cluster);

        for (var round = 0; round < Rounds.Of(2, 30); round++)
        {
            var sessions = await OpenSessionsAsync(cluster, account, "first");

            await RevokeAsync(cluster, round, Call.Delete("hawk-sessions").SignedBy(sessions[0]), sessions, account);
        }
    }

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Once_a_password_change_is_answered_by_one_node_all_refuse_the_sessions_and_the_old_password(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);
        var account = await AddAccountAsync(cluster);
        var password = "first";

        for (var round = 0; round < Rounds.Of(1, 30); round++)
        {
            var next = Rounds.Named(round);
            var sessions = await OpenSessionsAsync(cluster, account, password);

            await RevokeAsync(cluster, round, Cluster.ChangePassword(account, next).SignedBy(sessions[0]), sessions, account, password);

            foreach (var node in cluster.Nodes)
                Assert.Equal(200, (await node.SendAsync(Call.Get("accounts/" + account).WithPassword(account, next))).Status);
            password = next;
        }
    }

    [Theory]
    [InlineData(Databases.PostgreSqlAndRedis)]
    [InlineData(Databases.PostgreSqlAlone)]
    public async Task Once_the_deletion_of_an_account_is_answered_by_one_node_all_refuse_its_sessions_and_its_password(Databases databases)
    {
        var cluster = await clusters.OverAsync(databases);

        for (var round = 0; round < Rounds.Of(1, 20); round++)
        {
            var account = await AddAccountAsync(cluster);
            var sessions = await OpenSessionsAsync(cluster, account, "first");

            await RevokeAsync(cluster, round, Call.Delete("accounts/" + account).SignedBy(sessions[0]), sessions, account, "first");
        }
    }

    static async Task<string> AddAccountAsync(Cluster cluster)
    {
        var account = "user-" + Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture);
        await cluster.AddAccountAsync(account, "first");
        return account;
    }

    /// <summary>A session opened at each node.</summary>
    static async Task<HawkCredential[]> OpenSessionsAsync(Cluster cluster, string account, string password)
    {
        var sessions = new List<HawkCredential> { await cluster.LogInAsync(account, password) };
        for (var node = 1; node < cluster.Nodes.Count; node++)
            sessions.Add(await cluster.OpenSessionAsync(sessions[0], node));
        return [.. sessions];
    }

    /// <summary>Ends sessions at one node while they are used at every node, so that whatever a node keeps of them is there; and a password, if there is one.</summary>
    static async Task RevokeAsync(Cluster cluster, int round, Call call, HawkCredential[] sessions, string account = Cluster.Account, string? password = null)
    {
        var uses = sessions.Select(session => (Func<Call>)(() => Call.Get("accounts/" + account).SignedBy(session))).ToList();
        if (password is not null)
            uses.Add(() => Call.Get("accounts/" + account).WithPassword(account, password));
        var revocation = new Revocation(cluster.Nodes.Count * uses.Count);
        var clients = cluster.Nodes.SelectMany(node => uses.Select(use => new RevokedClient(node, use, revocation))).ToArray();
        var load = Race.RunAsync(clients.Length, number => clients[number].RunAsync());
        await await Task.WhenAny(revocation.Working.Reached, load);

        await revocation.MakeAsync(cluster.Node(round), call);
        // Each client goes on until it is refused: everything at every node.
        await load;
    }
}
