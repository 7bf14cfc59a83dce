using System.Text;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Tests.Batches;

/// <summary>The server without sockets, to send batches to.</summary>
sealed class BatchServer(IStorage storage, KintoHawkOptions options, TimeProvider time) : IAsyncDisposable
{
    public const string Alice = "account:alice";

    readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton(storage).AddSingleton<Core.Caching.ICache>(new MemoryCache(time)).AddSingleton(time).AddKintoHawk(options).BuildServiceProvider();

    /// <summary>A copy for reads, as the adapter of sockets finds it; null for none.</summary>
    public IStorage? Replica { get; init; }

    /// <summary>The answer to a batch of alice's.</summary>
    public Task<(int Status, string Body)> SendBatchAsync(IEnumerable<string> items) => SendAsync("POST", "/v1/batch", $$"""{"requests":[{{string.Join(',', items)}}]}""");

    /// <summary>The answer to a request of alice's.</summary>
    public async Task<(int Status, string Body)> SendAsync(string method, string target, string body = "")
    {
        var parsed = RequestTarget.Parse(target);
        using var request = new ApiRequest
        {
            Method = method,
            Path = parsed.Path,
            RawPath = parsed.RawPath,
            Query = parsed.Query,
            Headers = new HeaderDictionary(),
            ReadBody = () => new(Encoding.UTF8.GetBytes(body)),
            Storage = storage,
            Replica = Replica,
            Origin = "http://localhost",
            AfterCommit = new AfterCommit(),
            Cancelled = TestContext.Current.CancellationToken,
            Authenticate = static () => new(new Identity(Caller.User("account", Alice), AuthenticationPolicyKind.Account, "alice")),
        };
        var response = await _services.GetRequiredService<ApiDispatcher>().DispatchAsync(request, parsed);
        using var written = response.Render();
        return (response.Status, Encoding.UTF8.GetString(written.ToSequence()));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
