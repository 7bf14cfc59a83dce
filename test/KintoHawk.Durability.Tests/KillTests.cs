using System.Security.Cryptography;
using KintoHawk.Durability.Tests.Load;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class KillTests
{
    [Fact]
    public async Task Whatever_was_acknowledged_survives_kill_nine_under_load()
    {
        await using var installation = await Installation.CreateAsync();
        var start = await installation.VersionAsync();
        var writers = Enumerable.Range(0, 8).Select(static number => new Writer(number)).ToArray();

        for (var kill = 0; kill < Rounds.Of(10, 50); kill++)
        {
            var since = await installation.VersionAsync();
            await LoadUntilKilledAsync(installation, writers);
            await installation.StartAgainAsync();

            installation.AssertFilesAreWhole();
            var everything = await installation.ChangesSinceAsync(start);
            var recent = await installation.ChangesSinceAsync(since);
            foreach (var writer in writers)
                writer.Settle(everything);
            Assert.Empty(everything);
            // The replays first, while their dates are fresh.
            foreach (var writer in writers)
                await AssertNothingIsAcceptedAgainAsync(installation, writer);
            foreach (var writer in writers)
            {
                Assert.All(writer.Touched, id => Assert.Equal(writer.Acknowledged[id], recent[id]));
                await AssertRecordsAreThereAsync(installation, writer);
            }
        }
    }

    static async Task LoadUntilKilledAsync(Installation installation, Writer[] writers)
    {
        var countdown = new Countdown(1 + RandomNumberGenerator.GetInt32(400));
        var load = Race.RunAsync(writers.Length, async number =>
        {
            await writers[number].RunAsync(installation.Server, installation.Session, countdown.Signal);
            return number;
        });
        await await Task.WhenAny(countdown.Reached, load);
        await Moment.RandomAsync();
        await installation.Server.KillAsync();
        await load;
    }

    static async Task AssertRecordsAreThereAsync(Installation installation, Writer writer)
    {
        foreach (var id in writer.Touched)
        {
            var expected = writer.Acknowledged[id];
            var answer = await installation.SendAsync(Call.Get(Installation.RecordPath(id)));
            Assert.Equal(expected.Token is null ? 404 : 200, answer.Status);
            if (expected.Token is not null)
                Assert.Equal((expected, expected.Version), (RecordState.Read(answer.Data), answer.Version));
        }
    }

    static async Task AssertNothingIsAcceptedAgainAsync(Installation installation, Writer writer)
    {
        foreach (var call in writer.Accepted)
            Assert.True((await installation.Server.SendAsync(call)).IsRefusedReplay, $"{call.Method} {call.Path} was accepted twice.");
        if (writer.Unknown is { Happened: true, Call: { } unanswered })
            Assert.True((await installation.Server.SendAsync(unanswered)).IsRefusedReplay, $"{unanswered.Method} {unanswered.Path} was carried out, and accepted again.");
    }
}
