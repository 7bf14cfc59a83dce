using System.Globalization;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>
/// A client that writes records of its own at alternating nodes: new ones, and changes and deletions of them, so that a lost change shows as an old state.
/// Nothing that it does can be refused.
/// </summary>
sealed class RecordWriter(int number, Cluster cluster, string records, WriteOrder order)
{
    readonly Dictionary<string, RecordState> _written = new(StringComparer.Ordinal);

    /// <summary>Writes until the deadline. Returns each record as it was last acknowledged; null as token for a deleted one.</summary>
    public async Task<IReadOnlyDictionary<string, RecordState>> RunAsync(Deadline deadline)
    {
        for (var n = 0; !deadline.IsOver; n++)
        {
            var token = string.Create(CultureInfo.InvariantCulture, $"{number}-{n}");
            var began = order.Begin();
            var (id, answer) = await WriteAsync(n, token);
            Assert.True(answer.Succeeded, answer.ToString());
            order.End(began, answer.Version);
            var state = RecordState.Read(answer.Data);
            Assert.Equal(answer.Version, state.Version);
            _written[id ?? answer.Data.GetProperty("id").GetString()!] = state;
        }

        return _written;
    }

    async Task<(string? Id, Answer Answer)> WriteAsync(int n, string token)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"w{number}-{n / 4}");
        var path = $"{records}/{id}";
        var body = RecordState.BodyOf(token);
        return (n % 4) switch
        {
            0 => (id, await cluster.SendAsync(Call.Put(path, body), number + n)),
            1 => (null, await cluster.SendAsync(Call.Post(records, body), number + n)),
            2 => (id, await cluster.SendAsync(Call.Patch(path, body), number + n)),
            _ => (id, await cluster.SendAsync(n % 8 == 3 ? Call.Delete(path) : Call.Put(path, body), number + n)),
        };
    }
}
