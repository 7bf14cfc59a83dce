using System.Globalization;
using Hawk;
using KintoHawk.Durability.Tests.Load;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class RevocationTests
{
    const int Readers = 2;
    const int Openers = 6;

    [Fact]
    public async Task Once_a_password_change_is_answered_no_earlier_session_is_good_for_anything()
    {
        await using var installation = await Installation.CreateAsync();
        var password = Installation.FirstPassword;
        var session = installation.Session;

        for (var round = 0; round < Rounds.Of(10, 30); round++)
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"password {round}");
            var sessions = await OpenSessionsAsync(installation, session);

            await RevokeUnderLoadAsync(installation, sessions, password, ChangePassword(Installation.Account, next), Rounds.Named(round));

            Assert.Equal(401, (await installation.Server.SendAsync(Call.OpenSession().WithPassword(Installation.Account, password))).Status);
            password = next;
            session = await installation.OpenSessionAsync(password);
        }
    }

    [Fact]
    public async Task Once_the_revocation_of_all_sessions_is_answered_none_of_them_is_good_for_anything()
    {
        await using var installation = await Installation.CreateAsync();
        var session = installation.Session;

        for (var round = 0; round < Rounds.Of(20, 200); round++)
        {
            var sessions = await OpenSessionsAsync(installation, session);

            await RevokeUnderLoadAsync(installation, sessions, password: null, Call.Delete("hawk-sessions"), Rounds.Named(round));

            session = await installation.OpenSessionAsync(Installation.FirstPassword);
        }
    }

    [Fact]
    public async Task A_password_change_that_kill_nine_interrupts_leaves_no_session_of_a_password_that_is_gone()
    {
        await using var installation = await Installation.CreateAsync();

        for (var round = 0; round < Rounds.Of(4, 20); round++)
        {
            // An account for each round: a change that is cut off may keep its account from logging in for a while.
            var account = string.Create(CultureInfo.InvariantCulture, $"user-{round}");
            Assert.Equal(201, (await installation.Server.SendAsync(ChangePassword(account, "old"))).Status);
            var sessions = new List<HawkCredential> { Installation.SessionOf(await installation.Server.SendAsync(Call.OpenSession().WithPassword(account, "old"))) };
            while (sessions.Count < 60)
                sessions.Add(await installation.OpenSessionAsync(sessions[0]));

            // The kill comes as soon as one session is refused: in every other round the first to go, else the last.
            var watched = sessions[round % 2 == 0 ? 1 : ^1];
            var change = installation.Server.TrySendAsync(ChangePassword(account, "new").SignedBy(sessions[0]));
            while (await installation.Server.SendAsync(Read(account).SignedBy(watched)) is { Status: 200 })
                Assert.False(change.IsCompletedSuccessfully && (await change)?.Succeeded == true, "The change was answered, and a session still worked.");
            await Moment.RandomAsync();
            await installation.Server.KillAsync();
            var answer = await change;
            await installation.StartAgainAsync();

            installation.AssertFilesAreWhole();
            var isChanged = (await installation.Server.SendAsync(Call.OpenSession().WithPassword(account, "old"))).Status == 401;
            Assert.True(isChanged || answer is null, $"{Rounds.Named(round)}: an acknowledged change is lost.");
            var alive = 0;
            foreach (var old in sessions)
                alive += (await installation.Server.SendAsync(Read(account).SignedBy(old))).Status == 200 ? 1 : 0;
            Assert.True(!isChanged || alive == 0, $"{Rounds.Named(round)}: {alive} of {sessions.Count} sessions outlived their password.");
        }
    }

    static Call Read(string account) => Call.Get("accounts/" + account);

    static Call ChangePassword(string account, string password) => Call.Put("accounts/" + account, $$$"""{"data":{"password":"{{{password}}}"}}""");

    /// <summary>
    /// Opens sessions, with gaps in front of them: new sessions take the first free slot, so that a revocation that walks the slots meets those that
    /// are just being opened before those that open them.
    /// </summary>
    static async Task<List<HawkCredential>> OpenSessionsAsync(Installation installation, HawkCredential first)
    {
        const int Gaps = 10;
        var sessions = new List<HawkCredential> { first };
        while (sessions.Count < Gaps + Readers + Openers + 1)
            sessions.Add(await installation.OpenSessionAsync(first));
        for (var gap = 0; gap < Gaps; gap++)
            Assert.Equal(200, (await installation.Server.SendAsync(Call.Delete("hawk-sessions/current").SignedBy(sessions[gap]))).Status);
        return sessions[Gaps..];
    }

    /// <summary>Ends all sessions while some read, some open others, and one client opens sessions by password, if there is one.</summary>
    static async Task RevokeUnderLoadAsync(Installation installation, List<HawkCredential> sessions, string? password, Call call, string round)
    {
        var revocation = new Revocation();
        var clients = Enumerable.Range(0, Readers + Openers + (password is null ? 0 : 1)).Select(_ => new SessionClient(installation.Server, revocation)).ToArray();
        var load = Race.RunAsync(clients.Length, async number =>
        {
            await (number switch
            {
                < Readers => clients[number].ReadAsync(sessions[number]),
                < Readers + Openers => clients[number].OpenAsync(sessions[number]),
                _ => clients[number].OpenAsync(password!),
            });
            return number;
        });
        await await Task.WhenAny(revocation.Working.Reached, load);
        await revocation.MakeAsync(installation.Server, call.SignedBy(sessions[^1]));
        await load;

        foreach (var old in sessions.Concat(clients.SelectMany(static client => client.Opened)))
            Assert.True((await installation.Server.SendAsync(Call.Get("buckets/b").SignedBy(old))).Status == 401, $"{round}: a session outlived its revocation.");
    }
}
