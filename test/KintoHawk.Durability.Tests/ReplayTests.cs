using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class ReplayTests
{
    const int Copies = 32;

    [Fact]
    public async Task Of_parallel_copies_of_one_signed_request_exactly_one_succeeds()
    {
        await using var installation = await Installation.CreateAsync();
        var path = Installation.RecordPath("copied");
        Assert.Equal(201, (await installation.SendAsync(Call.Put(path, RecordState.BodyOf("first")))).Status);

        for (var round = 0; round < 1000; round++)
        {
            var call = (round % 2 == 0 ? Call.Get(path) : Call.Put(path, RecordState.BodyOf(Rounds.Named(round)))).SignedBy(installation.Session);

            var answers = await Race.RunAsync(Copies, _ => installation.Server.SendAsync(call));

            Assert.True(answers.Count(static answer => answer.Status == 200) == 1, $"{Rounds.Named(round)}: {string.Join(' ', answers.Select(static answer => answer.Status))}");
            Assert.Equal(Copies - 1, answers.Count(static answer => answer.IsRefusedReplay));
        }
    }

    [Fact]
    public async Task A_header_from_the_future_is_accepted_once_whatever_happens_to_the_server()
    {
        await using var installation = await Installation.CreateAsync();
        var path = Installation.RecordPath("future");
        var offset = TimeSpan.FromSeconds(59);
        var used = Call.Put(path, RecordState.BodyOf("used")).SignedBy(installation.Session, offset);
        var kept = Call.Get(path).SignedBy(installation.Session, offset);

        Assert.Equal(201, (await installation.Server.SendAsync(used)).Status);
        Assert.True((await installation.Server.SendAsync(used)).IsRefusedReplay);
        for (var kill = 0; kill < 3; kill++)
        {
            await installation.Server.KillAsync();
            await installation.StartAgainAsync();
            Assert.True((await installation.Server.SendAsync(used)).IsRefusedReplay);
        }

        // Not the date is what is refused: its twin that was never used still works.
        Assert.Equal(200, (await installation.Server.SendAsync(kept)).Status);
        Assert.True((await installation.Server.SendAsync(kept)).IsRefusedReplay);
    }
}
