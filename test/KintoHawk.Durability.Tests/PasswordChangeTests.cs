using System.Globalization;
using Hawk;
using KintoHawk.Durability.Tests.Load;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class PasswordChangeTests
{
    const int Readers = 3;
    const int OpenersBySession = 4;

    [Fact]
    public async Task Once_a_password_change_is_answered_no_earlier_session_is_good_for_anything()
    {
        await using var installation = await Installation.CreateAsync();
        var password = Installation.FirstPassword;
        var session = installation.Session;

        for (var round = 0; round < Rounds.Of(10, 30); round++)
        {
            var next = string.Create(CultureInfo.InvariantCulture, $"password {round}");
            var sessions = new List<HawkCredential> { session };
            while (sessions.Count < 12)
                sessions.Add(await installation.OpenSessionAsync(session));
            // Free slots in front of the sessions that open others: a revocation that walks the slots meets the new sessions first.
            for (var closed = 0; closed < 4; closed++)
                Assert.Equal(200, (await installation.Server.SendAsync(Call.Delete("hawk-sessions/current").SignedBy(sessions[closed]))).Status);
            sessions.RemoveRange(0, 4);

            var change = new PasswordChange();
            var clients = Enumerable.Range(0, Readers + OpenersBySession + 1).Select(_ => new SessionClient(installation.Server, change)).ToArray();
            var load = Race.RunAsync(clients.Length, async number =>
            {
                await (number switch
                {
                    < Readers => clients[number].ReadAsync(sessions[number]),
                    < Readers + OpenersBySession => clients[number].OpenAsync(sessions[number]),
                    _ => clients[number].OpenAsync(password),
                });
                return number;
            });
            await await Task.WhenAny(change.Working.Reached, load);
            await change.MakeAsync(installation.Server, sessions[^1], next);
            await load;

            foreach (var old in sessions.Concat(clients.SelectMany(static client => client.Opened)))
            {
                var answer = await installation.Server.SendAsync(Call.Get("buckets/b").SignedBy(old));
                Assert.True(answer.Status == 401, $"{Rounds.Named(round)}: a session outlived the password it came from.");
            }

            Assert.Equal(401, (await installation.Server.SendAsync(Call.OpenSession().WithPassword(Installation.Account, password))).Status);
            password = next;
            session = await installation.OpenSessionAsync(password);
        }
    }
}
