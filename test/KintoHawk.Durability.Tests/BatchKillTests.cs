using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class BatchKillTests
{
    const int Size = 25;
    const int Clients = 4;

    [Fact]
    public async Task Of_a_batch_that_kill_nine_interrupts_all_is_there_or_nothing()
    {
        await using var installation = await Installation.CreateAsync();
        var start = await installation.VersionAsync();
        var acknowledged = new int[Clients];
        var sent = new int[Clients];

        for (var kill = 0; kill < Rounds.Of(10, 50); kill++)
        {
            var countdown = new Countdown(1 + RandomNumberGenerator.GetInt32(40));
            var load = Race.RunAsync(Clients, async client =>
            {
                while (await installation.Server.TrySendAsync(Batch(client, ++sent[client]).SignedBy(installation.Session)) is { } answer)
                {
                    AssertAllWritten(answer);
                    acknowledged[client] = sent[client];
                    countdown.Signal();
                }

                return client;
            });
            await await Task.WhenAny(countdown.Reached, load);
            await Moment.RandomAsync();
            await installation.Server.KillAsync();
            await load;
            await installation.StartAgainAsync();

            installation.AssertFilesAreWhole();
            var there = await installation.ChangesSinceAsync(start);
            for (var client = 0; client < Clients; client++)
                acknowledged[client] = AssertOneBatch(there, client, acknowledged[client], sent[client]);
        }
    }

    static Call Batch(int client, int number)
    {
        var requests = Enumerable.Range(0, Size).Select(n => $$"""{"path":"/v1/{{Installation.RecordPath(IdOf(client, n))}}","body":{{RecordState.BodyOf(TokenOf(client, number))}}}""");
        return Call.Post("batch", $$"""{"defaults":{"method":"PUT"},"requests":[{{string.Join(',', requests)}}]}""");
    }

    static void AssertAllWritten(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        using var document = JsonDocument.Parse(answer.Body);
        var responses = document.RootElement.GetProperty("responses").EnumerateArray().ToArray();
        Assert.Equal(Size, responses.Length);
        Assert.All(responses, static response => Assert.InRange(response.GetProperty("status").GetInt32(), 200, 201));
    }

    /// <summary>All records of a client come from one batch: the last acknowledged one, or the one without answer. Returns its number.</summary>
    static int AssertOneBatch(Dictionary<string, RecordState> there, int client, int acknowledged, int sent)
    {
        var tokens = Enumerable.Range(0, Size).Select(n => there.TryGetValue(IdOf(client, n), out var record) ? record.Token : null).Distinct(StringComparer.Ordinal).ToArray();
        var token = Assert.Single(tokens);
        if (token is null)
        {
            Assert.Equal(0, acknowledged);
            return 0;
        }

        Assert.Contains(token, new[] { TokenOf(client, acknowledged), TokenOf(client, sent) });
        return token == TokenOf(client, sent) ? sent : acknowledged;
    }

    static string IdOf(int client, int n) => string.Create(CultureInfo.InvariantCulture, $"batch-{client}-{n}");

    static string TokenOf(int client, int number) => string.Create(CultureInfo.InvariantCulture, $"b{client}-{number}");
}
