using System.Security.Cryptography;
using Hawk;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests.Load;

/// <summary>
/// One client that writes records of its own, one request after the other, until the server is gone. It remembers what was acknowledged, and the one
/// request whose fate it does not know.
/// </summary>
sealed class Writer(int number)
{
    const int RememberedCalls = 5;

    readonly List<string> _ids = [];
    readonly Queue<Call> _accepted = new();
    int _writes;

    /// <summary>Every record of this writer as last acknowledged.</summary>
    public Dictionary<string, RecordState> Acknowledged { get; } = new(StringComparer.Ordinal);

    /// <summary>The records acknowledged since the last start of the server.</summary>
    public HashSet<string> Touched { get; } = new(StringComparer.Ordinal);

    /// <summary>The latest requests that were answered with success.</summary>
    public IReadOnlyCollection<Call> Accepted => _accepted;

    /// <summary>The request without answer; null when there is none.</summary>
    public UnknownWrite? Unknown { get; private set; }

    /// <summary>Writes until the connection breaks.</summary>
    /// <param name="server">The server.</param>
    /// <param name="session">Signs the requests.</param>
    /// <param name="acknowledged">Called after each acknowledged write.</param>
    public async Task RunAsync(ServerProcess server, HawkCredential session, Action acknowledged)
    {
        Touched.Clear();
        _accepted.Clear();
        Unknown = null;
        while (true)
        {
            var write = Next();
            var call = write.Call.SignedBy(session);
            if (await server.TrySendAsync(call) is not { } answer)
            {
                Unknown = write with { Call = call };
                return;
            }

            Assert.True(answer.Succeeded, $"{call.Method} {call.Path}: {answer.Status} {answer.Body}");
            Remember(write, call, answer);
            acknowledged();
        }
    }

    /// <summary>
    /// Compares what is there now with what was acknowledged, and settles the request without answer: it must have happened as a whole or not at all.
    /// Removes the records of this writer from the given ones.
    /// </summary>
    public void Settle(Dictionary<string, RecordState> there)
    {
        if (Unknown is { Id: null } post)
        {
            // Its id is known to the server alone; its token is not.
            var made = there.Where(pair => pair.Value.Token == post.Token).Select(static pair => pair.Key).ToArray();
            Assert.True(made.Length <= 1, "One POST made two records.");
            Unknown = post with { Id = made.SingleOrDefault(), Happened = made.Length == 1 };
        }

        if (Unknown is { Id: { } id } unknown && there.TryGetValue(id, out var now) && IsOutcome(unknown, id, now))
        {
            Unknown = unknown with { Happened = true };
            Adopt(id, now);
        }

        foreach (var (record, expected) in Acknowledged)
        {
            Assert.True(there.Remove(record, out var found), $"{record} is lost: acknowledged was {expected}.");
            Assert.Equal(expected, found);
        }
    }

    bool IsOutcome(UnknownWrite unknown, string id, RecordState now) =>
        now.Token == unknown.Token && (!Acknowledged.TryGetValue(id, out var before) || now.Version > before.Version);

    UnknownWrite Next()
    {
        var token = $"{number}-{_writes++}";
        var existing = _ids.Count > 0 ? _ids[RandomNumberGenerator.GetInt32(_ids.Count)] : null;
        switch (RandomNumberGenerator.GetInt32(10))
        {
            case 0 when existing is not null && Acknowledged[existing].Token is not null:
                return new UnknownWrite(Call.Delete(Installation.RecordPath(existing)), existing, null);
            case < 5 when existing is not null:
                return new UnknownWrite(Call.Put(Installation.RecordPath(existing), RecordState.BodyOf(token)), existing, token);
            case < 7:
                return new UnknownWrite(Call.Post(Installation.Records, RecordState.BodyOf(token)), null, token);
            default:
                var id = $"w{token}";
                return new UnknownWrite(Call.Put(Installation.RecordPath(id), RecordState.BodyOf(token)), id, token);
        }
    }

    void Remember(UnknownWrite write, Call call, Answer answer)
    {
        var state = RecordState.Read(answer.Data);
        Assert.Equal(write.Token, state.Token);
        Assert.Equal(answer.Version, state.Version);
        var id = write.Id ?? answer.Data.GetProperty("id").GetString()!;
        Assert.True(!Acknowledged.TryGetValue(id, out var before) || before.Version < state.Version, "A timestamp went back.");
        Adopt(id, state);
        Touched.Add(id);
        _accepted.Enqueue(call);
        if (_accepted.Count > RememberedCalls)
            _accepted.Dequeue();
    }

    void Adopt(string id, RecordState state)
    {
        if (!Acknowledged.ContainsKey(id))
            _ids.Add(id);
        Acknowledged[id] = state;
    }
}
