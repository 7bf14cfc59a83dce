using Hawk;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests.Load;

/// <summary>
/// A client that works while the sessions of its account are ended. It stops at the first request that it sends when that is known to be done.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="revocation">What ends the sessions.</param>
sealed class SessionClient(ServerProcess server, Revocation revocation)
{
    /// <summary>How many of its sessions a client keeps. Few: the slots they leave, in front of older sessions, are the next that are taken.</summary>
    const int Kept = 1;

    readonly Queue<HawkCredential> _opened = new();

    /// <summary>The sessions this client opened and did not close.</summary>
    public IReadOnlyCollection<HawkCredential> Opened => _opened;

    /// <summary>Reads with a session.</summary>
    public Task ReadAsync(HawkCredential session) => WorkAsync(() => Call.Get("buckets/b").SignedBy(session), 200, static _ => Task.CompletedTask);

    /// <summary>Opens sessions by a session, and closes the earlier ones.</summary>
    public Task OpenAsync(HawkCredential session) => WorkAsync(() => Call.OpenSession().SignedBy(session), 201, KeepAsync);

    /// <summary>Opens sessions by password, and closes the earlier ones.</summary>
    public Task OpenAsync(string password) => WorkAsync(() => Call.OpenSession().WithPassword(Installation.Account, password), 201, KeepAsync);

    async Task WorkAsync(Func<Call> next, int success, Func<Answer, Task> succeeded)
    {
        while (true)
        {
            var isMade = revocation.IsMade;
            var answer = await server.SendAsync(next());
            if (isMade)
            {
                Assert.Equal(401, answer.Status);
                return;
            }

            if (answer.Status == success)
                await succeeded(answer);
            else
                // 503: a session was not opened because of what goes on; the client may ask again.
                Assert.True(revocation.HasBegun && (answer.Status == 401 || (answer.Status == 503 && success == 201)), $"{answer.Status} {answer.Body}");
            revocation.Working.Signal();
        }
    }

    async Task KeepAsync(Answer answer)
    {
        _opened.Enqueue(Installation.SessionOf(answer));
        if (_opened.Count <= Kept)
            return;
        var closed = await server.SendAsync(Call.Delete("hawk-sessions/current").SignedBy(_opened.Dequeue()));
        Assert.True(closed.Status == 200 || (closed.Status is 401 or 404 && revocation.HasBegun), $"{closed.Status} {closed.Body}");
    }
}
