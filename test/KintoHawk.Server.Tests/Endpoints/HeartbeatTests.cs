using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Tests.Endpoints;

public sealed class HeartbeatTests
{
    [Fact]
    public async Task A_storage_that_cannot_answer_is_shown_and_fails_the_heartbeat()
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        watched.Replaced[nameof(IStorage.CheckAsync)] = static _ => new ValueTask(Task.FromException(new StorageUnavailableException("It is away.")));
        await using var server = new DispatchedServer(storage, new KintoHawkOptions());

        Assert.Equal((503, """{"storage":false,"permission":false,"cache":true}"""), await server.SendAsync("GET", "/v1/__heartbeat__"));
        Assert.Equal((200, "{}"), await server.SendAsync("GET", "/v1/__lbheartbeat__"));
    }

    [Fact]
    public async Task A_storage_that_takes_too_long_is_shown_as_failed()
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        var never = new TaskCompletionSource();
        watched.Replaced[nameof(IStorage.CheckAsync)] = _ => new ValueTask(never.Task);
        await using var server = new DispatchedServer(storage, new KintoHawkOptions { HeartbeatTimeout = TimeSpan.FromMilliseconds(1) });

        var (status, body) = await server.SendAsync("GET", "/v1/__heartbeat__");

        Assert.Equal(503, status);
        Assert.StartsWith("""{"storage":false,"permission":false,""", body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_storage_is_written_to_unless_the_server_is_read_only(bool readOnly)
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        var asked = new List<object?>();
        watched.Replaced[nameof(IStorage.CheckAsync)] = arguments =>
        {
            asked.Add(arguments[0]);
            return ValueTask.CompletedTask;
        };
        await using var server = new DispatchedServer(storage, new KintoHawkOptions { ReadOnly = readOnly });

        Assert.Equal((200, """{"storage":true,"permission":true,"cache":true}"""), await server.SendAsync("GET", "/v1/__heartbeat__"));
        Assert.Equal([readOnly], asked);
    }

    [Fact]
    public async Task The_heartbeat_of_the_balancer_asks_no_backend()
    {
        var (storage, watched) = WatchedStorage.Over(new MemoryStorage(TimeProvider.System));
        await using var server = new DispatchedServer(storage, new KintoHawkOptions());

        Assert.Equal((200, "{}"), await server.SendAsync("GET", "/v1/__lbheartbeat__"));
        Assert.Empty(watched.Calls);
    }
}
