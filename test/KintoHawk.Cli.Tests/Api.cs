using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace KintoHawk.Cli.Tests;

/// <summary>Calls to a running server, as its users make them.</summary>
static class Api
{
    static readonly HttpClient _client = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Sends a request; anonymous without user.</summary>
    public static async Task<(HttpStatusCode Status, string Body)> SendAsync(this RunningServer server, string method, string path, string? body = null, string? user = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Url, path));
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (user is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        using var response = await _client.SendAsync(request, Cancel);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>Sends a request that must succeed.</summary>
    public static async Task<string> CallAsync(this RunningServer server, string method, string path, string? body = null, string? user = null)
    {
        var (status, answer) = await server.SendAsync(method, path, body, user);
        Assert.True((int)status < 300, $"{method} {path}: {(int)status} {answer}");
        return answer;
    }
}
