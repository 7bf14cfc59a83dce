using System.Text;
using Hawk;

namespace KintoHawk.TestServers;

/// <summary>One request, which can be sent any number of times, to any server that holds the same data.</summary>
/// <param name="Method">The method.</param>
/// <param name="Path">The path below <c>/v1/</c>, with its query.</param>
public sealed record Call(string Method, string Path)
{
    /// <summary>The media type of every body.</summary>
    public const string ContentType = "application/json";

    /// <summary>The name every request is sent to, and signed for: a header then stays valid at another port.</summary>
    public const string Host = "kintohawk.test";

    /// <summary>What the request is sent to and signed for, where that is not <see cref="Host"/>.</summary>
    public Uri Origin { get; init; } = new($"http://{Host}");

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The ETag in <c>If-Match</c>; null for none.</summary>
    public string? IfMatch { get; init; }

    /// <summary>The ETag in <c>If-None-Match</c>; null for none.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>The credentials; null for none.</summary>
    public string? Authorization { get; init; }

    /// <summary>Further header fields.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>A GET.</summary>
    public static Call Get(string path) => new("GET", path);

    /// <summary>A DELETE.</summary>
    public static Call Delete(string path) => new("DELETE", path);

    /// <summary>A PUT with a body of JSON.</summary>
    public static Call Put(string path, string body) => new("PUT", path) { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>A POST with a body of JSON.</summary>
    public static Call Post(string path, string body) => new("POST", path) { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>A PATCH with a body of JSON.</summary>
    public static Call Patch(string path, string body) => new("PATCH", path) { Body = Encoding.UTF8.GetBytes(body) };

    /// <summary>Opens a session.</summary>
    public static Call OpenSession() => new("POST", "hawk-sessions");

    /// <summary>Signs with a fresh nonce, dated now or some time off.</summary>
    public Call SignedBy(HawkCredential session, TimeSpan offset = default)
    {
        var target = HawkTarget.FromUri(Method, new Uri(Origin, "/v1/" + Path));
        var payload = Body is null ? HawkPayload.None : HawkPayload.FromBytes(ContentType, Body);
        return this with { Authorization = HawkClient.Authorize(session, target, TimeProvider.System.GetUtcNow() + offset, payload).Value };
    }

    /// <summary>With the name and the password of an account.</summary>
    public Call WithPassword(string name, string password) =>
        this with { Authorization = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")) };

    /// <summary>The request as it is sent to a server.</summary>
    public HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), new Uri(server, "/v1/" + Path)) { Version = new Version(1, 1) };
        message.Headers.Host = Origin.Authority;
        Add("Authorization", Authorization);
        Add("If-Match", IfMatch);
        Add("If-None-Match", IfNoneMatch);
        foreach (var (name, value) in Headers)
            Add(name, value);
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;

        void Add(string name, string? value)
        {
            if (value is not null)
                message.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
