using System.Globalization;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class ParallelWriteTests
{
    [Fact]
    public async Task Of_parallel_puts_with_one_if_match_exactly_one_wins()
    {
        const int Writers = 16;
        await using var installation = await Installation.CreateAsync();
        var path = Installation.RecordPath("contended");
        var current = await installation.SendAsync(Call.Put(path, RecordState.BodyOf("first")));

        for (var round = 0; round < 200; round++)
        {
            var calls = Enumerable.Range(0, Writers)
                .Select(writer => Call.Put(path, RecordState.BodyOf($"{round}-{writer}")) with { IfMatch = current.ETag })
                .Select(call => call.SignedBy(installation.Session))
                .ToArray();

            var answers = await Race.RunAsync(Writers, writer => installation.Server.SendAsync(calls[writer]));

            var statuses = $"{Rounds.Named(round)}: {string.Join(' ', answers.Select(static answer => answer.Status))}";
            Assert.True(answers.Count(static answer => answer.Status == 200) == 1, statuses);
            Assert.True(answers.Count(static answer => answer.Status == 412) == Writers - 1, statuses);
            var winner = Array.FindIndex(answers, static answer => answer.Status == 200);
            var stored = await installation.SendAsync(Call.Get(path));
            Assert.Equal($"{round}-{winner}", RecordState.Read(stored.Data).Token);
            Assert.Equal(answers[winner].ETag, stored.ETag);
            Assert.True(stored.Version > current.Version);
            current = stored;
        }
    }

    [Fact]
    public async Task Parallel_puts_without_precondition_all_succeed_and_the_newest_stays()
    {
        await using var installation = await Installation.CreateAsync();
        var path = Installation.RecordPath("put");

        for (var round = 0; round < Rounds.Of(10, 50); round++)
        {
            var calls = Enumerable.Range(0, 32).Select(writer => Call.Put(path, RecordState.BodyOf($"{round}-{writer}")).SignedBy(installation.Session)).ToArray();

            var answers = await Race.RunAsync(calls.Length, writer => installation.Server.SendAsync(calls[writer]));

            Assert.All(answers, static answer => Assert.True(answer.Succeeded, $"{answer.Status} {answer.Body}"));
            // The first round makes the record: one of its writers, and only one, is told so.
            Assert.Equal(round == 0 ? 1 : 0, answers.Count(static answer => answer.Status == 201));
            Assert.Equal(answers.Length, answers.Select(static answer => answer.Version).Distinct().Count());
            var newest = answers.MaxBy(static answer => answer.Version)!;
            var stored = await installation.SendAsync(Call.Get(path));
            Assert.Equal(newest.ETag, stored.ETag);
            Assert.Equal(RecordState.Read(newest.Data), RecordState.Read(stored.Data));
        }
    }

    [Fact]
    public async Task Parallel_patches_of_one_record_all_succeed_and_none_is_lost()
    {
        const int Writers = 32;
        await using var installation = await Installation.CreateAsync();

        for (var round = 0; round < Rounds.Of(10, 50); round++)
        {
            var path = Installation.RecordPath(string.Create(CultureInfo.InvariantCulture, $"patched-{round}"));
            Assert.Equal(201, (await installation.SendAsync(Call.Put(path, "{}"))).Status);
            var calls = Enumerable.Range(0, Writers).Select(writer => Call.Patch(path, $$$"""{"data":{"field{{{writer}}}":{{{writer}}}}}""").SignedBy(installation.Session)).ToArray();

            var answers = await Race.RunAsync(Writers, writer => installation.Server.SendAsync(calls[writer]));

            Assert.All(answers, static answer => Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}"));
            var stored = (await installation.SendAsync(Call.Get(path))).Data;
            for (var writer = 0; writer < Writers; writer++)
                Assert.Equal(writer, stored.GetProperty($"field{writer}").GetInt32());
        }
    }
}
