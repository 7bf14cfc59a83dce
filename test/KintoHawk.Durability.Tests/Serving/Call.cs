using System.Text;
using Hawk;

namespace KintoHawk.Durability.Tests.Serving;

/// <summary>One request, which can be sent any number of times, to any server that holds the same data.</summary>
sealed record Call(string Method, string Path)
{
    public const string ContentType = "application/json";

    /// <summary>The name every request is sent to, and signed for: a header then stays valid when the server comes back on another port.</summary>
    public const string Host = "durability.test";

    public byte[]? Body { get; init; }

    public string? IfMatch { get; init; }

    public string? Authorization { get; init; }

    public static Call Get(string path) => new("GET", path);

    public static Call Delete(string path) => new("DELETE", path);

    public static Call Put(string path, string body) => new("PUT", path) { Body = Encoding.UTF8.GetBytes(body) };

    public static Call Post(string path, string body) => new("POST", path) { Body = Encoding.UTF8.GetBytes(body) };

    public static Call Patch(string path, string body) => new("PATCH", path) { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>Opens a session.</summary>
    public static Call OpenSession() => new("POST", "hawk-sessions");

    /// <summary>Signs with a fresh nonce, dated now or some time off.</summary>
    public Call SignedBy(HawkCredential session, TimeSpan offset = default)
    {
        var target = HawkTarget.FromUri(Method, new Uri($"http://{Host}/v1/{Path}"));
        var payload = Body is null ? HawkPayload.None : HawkPayload.FromBytes(ContentType, Body);
        return this with { Authorization = HawkClient.Authorize(session, target, TimeProvider.System.GetUtcNow() + offset, payload).Value };
    }

    public Call WithPassword(string name, string password) =>
        this with { Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")) };

    public HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(server, "/v1/" + Path)) { Version = new Version(1, 1) };
        message.Headers.Host = Host;
        if (Authorization is not null)
            message.Headers.TryAddWithoutValidation("Authorization", Authorization);
        if (IfMatch is not null)
            message.Headers.TryAddWithoutValidation("If-Match", IfMatch);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;
    }
}
