using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Hawk;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>The Hawk sessions of the users of a server.</summary>
sealed class UserSessions(RunningServer server)
{
    readonly ConcurrentDictionary<string, Task<HawkSession>> _sessions = new(StringComparer.Ordinal);

    public Task<HawkSession> OfAsync(string user) => _sessions.GetOrAdd(user, OpenAsync);

    async Task<HawkSession> OpenAsync(string user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/v1/hawk-sessions"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{server.Password}")));
        using var response = await server.Client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return HawkSession.TryFromToken(response.Headers.GetValues("Hawk-Session-Token").Single(), out var session)
            ? session
            : throw new InvalidDataException("The session token is none.");
    }
}
