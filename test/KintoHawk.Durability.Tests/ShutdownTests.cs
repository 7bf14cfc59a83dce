using System.Net.Sockets;
using System.Text;
using KintoHawk.Durability.Tests.Load;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests;

public sealed class ShutdownTests
{
    [Fact]
    public async Task Asked_to_stop_under_load_the_server_answers_whatever_it_carries_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: there is no SIGTERM.");
        await using var installation = await Installation.CreateAsync();
        var start = await installation.VersionAsync();
        var writers = Enumerable.Range(0, 8).Select(static number => new Writer(number)).ToArray();

        for (var stop = 0; stop < Rounds.Of(3, 15); stop++)
        {
            var countdown = new Countdown(100);
            var load = Race.RunAsync(writers.Length, async number =>
            {
                await writers[number].RunAsync(installation.Server, installation.Session, countdown.Signal);
                return number;
            });
            await await Task.WhenAny(countdown.Reached, load);
            await Moment.RandomAsync();
            await installation.Server.AskToStopAsync();
            await load;
            Assert.Equal(0, await installation.Server.ExitAsync());
            await installation.StartAgainAsync();

            installation.AssertFilesAreWhole();
            var everything = await installation.ChangesSinceAsync(start);
            foreach (var writer in writers)
                writer.Settle(everything);
            Assert.Empty(everything);
            // A connection may be closed just when a request comes in; but then the request must not be carried out.
            Assert.All(writers, static writer => Assert.False(writer.Unknown is { Happened: true }, $"{writer.Unknown?.Call.Method} {writer.Unknown?.Call.Path} was carried out and not answered."));
        }
    }

    [Fact]
    public async Task A_request_whose_body_is_still_coming_is_finished()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Platform: there is no SIGTERM.");
        await using var installation = await Installation.CreateAsync();
        var path = Installation.RecordPath("slow");
        var call = Call.Put(path, RecordState.BodyOf("slow")).SignedBy(installation.Session);
        using var limit = Patience.Limit();
        using var client = new TcpClient();
        await client.ConnectAsync(installation.Server.Address.Host, installation.Server.Address.Port, limit.Token);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"PUT /v1/{path} HTTP/1.1\r\nHost: {Call.Host}\r\nAuthorization: {call.Authorization}\r\nContent-Type: {Call.ContentType}\r\n"
            + $"Content-Length: {call.Body!.Length}\r\nExpect: 100-continue\r\n\r\n"), limit.Token);
        // The server asks for the body: the request is being handled.
        Assert.Equal("HTTP/1.1 100 Continue", await reader.ReadLineAsync(limit.Token));
        Assert.Equal("", await reader.ReadLineAsync(limit.Token));
        await installation.Server.AskToStopAsync();
        while (await IsListeningAsync(installation.Server, limit.Token))
            await Task.Yield();
        await stream.WriteAsync(call.Body, limit.Token);

        Assert.Equal("HTTP/1.1 201 Created", await reader.ReadLineAsync(limit.Token));
        Assert.Equal(0, await installation.Server.ExitAsync());
        await installation.StartAgainAsync();
        Assert.Equal("slow", RecordState.Read((await installation.SendAsync(Call.Get(path))).Data).Token);
    }

    static async Task<bool> IsListeningAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(server.Address.Host, server.Address.Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
