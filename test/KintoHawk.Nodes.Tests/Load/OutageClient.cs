using System.Globalization;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>
/// One client that writes records of its own and reads each back from another node. It remembers what was acknowledged, and what may have happened without an
/// answer.
/// </summary>
sealed class OutageClient(int number, OutageLoad load, string records)
{
    const int Records = 20;
    const int RememberedCalls = 2;

    readonly Dictionary<string, RecordFate> _fates = new(StringComparer.Ordinal);
    readonly Queue<Call> _accepted = new();

    /// <summary>The latest requests that were answered with success.</summary>
    public IReadOnlyCollection<Call> Accepted
    {
        get
        {
            lock (_accepted)
                return [.. _accepted];
        }
    }

    /// <summary>Works until the load is over. Returns how often it wrote.</summary>
    public async Task<int> RunAsync()
    {
        var n = 0;
        for (; !load.IsOver; n++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"client{number}-{n % Records}");
            if (!_fates.TryGetValue(id, out var fate))
                _fates[id] = fate = new RecordFate(id);
            if (n % 7 == 6)
                await DeleteAsync($"{records}/{id}", fate, number + n);
            else
                await PutAsync($"{records}/{id}", fate, number + n, string.Create(CultureInfo.InvariantCulture, $"{number}-{n}"));
            await ReadAsync($"{records}/{id}", fate, number + n + 1);
        }

        return n;
    }

    /// <summary>Compares its records with those that are there, and removes them from these.</summary>
    public void Settle(Dictionary<string, RecordState> there)
    {
        foreach (var (id, fate) in _fates)
        {
            if (there.Remove(id, out var state))
                fate.Find(state);
            else
                fate.FindNoTrace();
        }
    }

    async Task PutAsync(string path, RecordFate fate, int node, string token)
    {
        if (await SendAsync(Call.Put(path, RecordState.BodyOf(token)), node) is not { } answer)
        {
            fate.Doubt(token);
            return;
        }

        Assert.True(answer.Succeeded, answer.ToString());
        var state = RecordState.Read(answer.Data);
        Assert.Equal((token, answer.Version), (state.Token, state.Version));
        fate.Acknowledge(state);
    }

    async Task DeleteAsync(string path, RecordFate fate, int node)
    {
        if (await SendAsync(Call.Delete(path), node) is not { } answer)
            fate.Doubt(null);
        else if (answer.Status == 404)
            fate.FindNothing();
        else
            fate.Acknowledge(RecordState.Read(answer.Data));
    }

    async Task ReadAsync(string path, RecordFate fate, int node)
    {
        if (await SendAsync(Call.Get(path), node) is not { } answer)
            return;
        if (answer.Status == 404)
            fate.FindNothing();
        else
            fate.Find(RecordState.Read(answer.Data));
    }

    async Task<Answer?> SendAsync(Call call, int node)
    {
        var (sent, answer) = await load.SendAsync(call, node);
        if (answer is { Succeeded: true })
        {
            lock (_accepted)
            {
                _accepted.Enqueue(sent);
                if (_accepted.Count > RememberedCalls)
                    _accepted.Dequeue();
            }
        }

        return answer;
    }
}
