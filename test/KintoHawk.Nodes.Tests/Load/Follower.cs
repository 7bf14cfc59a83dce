using System.Globalization;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>A client that asks for what has changed since its last look, each time at another node.</summary>
sealed class Follower(Cluster cluster, string records)
{
    long _since;

    /// <summary>The records as it saw them last.</summary>
    public Dictionary<string, RecordState> Seen { get; } = new(StringComparer.Ordinal);

    /// <summary>How often it looked.</summary>
    public int Looks { get; private set; }

    /// <summary>Looks once.</summary>
    public async Task FollowAsync()
    {
        var call = Call.Get(string.Create(CultureInfo.InvariantCulture, $"{records}?_since=%22{_since}%22"));
        // Every other look is a conditional one: "nothing has changed" must be as true as a list.
        if (Looks % 2 == 1)
            call = call with { IfNoneMatch = string.Create(CultureInfo.InvariantCulture, $"\"{_since}\"") };
        var answer = await cluster.SendAsync(call, Looks++);
        if (answer.Status == 304)
            return;
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Null(answer.NextPage);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in answer.Data.EnumerateArray())
        {
            var id = item.GetProperty("id").GetString()!;
            var state = RecordState.Read(item);
            Assert.True(seen.Add(id), "A list has a record twice.");
            // The rows may be newer than the timestamp of the list, which only means that they are seen again.
            Assert.True(state.Version > _since, "A list has a record that did not change.");
            Seen[id] = state;
        }

        Assert.True(answer.Version >= _since, "The timestamp of the list went back.");
        _since = answer.Version;
    }
}
