using System.Collections.Concurrent;
using System.Globalization;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class FollowerTests
{
    [Fact]
    public async Task A_follower_of_the_list_timestamp_misses_nothing_while_others_write()
    {
        const int Writers = 16;
        var writesEach = Rounds.Of(100, 500);
        await using var installation = await Installation.CreateAsync();
        var written = new ConcurrentDictionary<string, RecordState>(StringComparer.Ordinal);
        var since = await installation.VersionAsync();

        var writers = Race.RunAsync(Writers, WriteAsync);
        var followed = new Dictionary<string, RecordState>(StringComparer.Ordinal);
        var polls = 0;
        while (!writers.IsCompleted)
            await FollowAsync();
        await writers;
        // What was acknowledged before the last look must be seen by it.
        await FollowAsync();

        Assert.Equal(written.Count, followed.Count);
        Assert.All(written, pair => Assert.Equal(pair.Value, followed[pair.Key]));
        Assert.True(polls > 2, "The follower never ran beside the writers.");

        async Task FollowAsync()
        {
            polls++;
            var answer = await installation.SendAsync(Call.Get(string.Create(CultureInfo.InvariantCulture, $"{Installation.Records}?_since=%22{since}%22")));
            Assert.Equal(200, answer.Status);
            Assert.Null(answer.NextPage);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in answer.Data.EnumerateArray())
            {
                var id = item.GetProperty("id").GetString()!;
                var state = RecordState.Read(item);
                Assert.True(seen.Add(id), "A list has a record twice.");
                Assert.InRange(state.Version, since + 1, answer.Version);
                followed[id] = state;
            }

            since = answer.Version;
        }

        // Half new records, half changes and deletions of them, so that a lost change shows as an old state.
        async Task<int> WriteAsync(int writer)
        {
            for (var n = 0; n < writesEach; n++)
            {
                var id = string.Create(CultureInfo.InvariantCulture, $"w{writer}-{n / 2}");
                var isDeletion = n % 2 == 1 && n % 5 == 0;
                var token = $"{writer}-{n}";
                var path = Installation.RecordPath(id);
                var answer = await installation.SendAsync(isDeletion ? Call.Delete(path) : Call.Put(path, RecordState.BodyOf(token)));
                Assert.True(answer.Succeeded, $"{answer.Status} {answer.Body}");
                written[id] = new RecordState(isDeletion ? null : token, answer.Version);
            }

            return writesEach;
        }
    }
}
