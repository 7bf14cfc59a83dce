using System.Text;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Tests.Endpoints;

/// <summary>The server without sockets, on a storage and a cache that a test can look into.</summary>
sealed class DispatchedServer(IStorage storage, ICache cache, KintoHawkOptions options) : IAsyncDisposable
{
    readonly ServiceProvider _services = new ServiceCollection().AddSingleton(storage).AddSingleton(cache).AddKintoHawk(options).BuildServiceProvider();

    public DispatchedServer(IStorage storage, KintoHawkOptions options) : this(storage, new MemoryCache(TimeProvider.System), options) { }

    /// <summary>Status and body of the answer to a request of a user; null is nobody.</summary>
    public async Task<(int Status, string Body)> SendAsync(string method, string target, string? user = null, string body = "")
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
            Origin = "http://localhost",
            AfterCommit = new AfterCommit(),
            Cancelled = TestContext.Current.CancellationToken,
            Authenticate = () => new(user is null ? Identity.Anonymous : new Identity(Caller.User("account", user), AuthenticationPolicyKind.BasicAuth)),
        };
        var response = await _services.GetRequiredService<ApiDispatcher>().DispatchAsync(request, parsed);
        using var written = response.Render();
        return (response.Status, Encoding.UTF8.GetString(written.ToSequence()));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
