using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>Sends one step, authenticated the way it asks for, and verifies that a signed request gets a signed answer.</summary>
sealed class StepSender(RunningServer server, bool signs, SecretsSeen secrets)
{
    static readonly UriCreationOptions _verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <param name="step">The step, its variables filled in.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The response, and what is wrong with its signature; null when nothing is.</returns>
    public async Task<(Reply Reply, string? BadSignature)> SendAsync(ScenarioStep step, CancellationToken cancellationToken)
    {
        var uri = new Uri(step.Path.StartsWith('/') ? server.Address.GetLeftPart(UriPartial.Authority) + step.Path : step.Path, _verbatim);
        using var request = new HttpRequestMessage(new HttpMethod(step.Method), uri);
        var contentType = AddContent(request, step);
        foreach (var (name, value) in HeadersOf(step))
            if (value is not null && !name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
                request.Headers.TryAddWithoutValidation(name, value);

        var session = await SessionAsync(step);
        HawkCredential? credential = null;
        HawkAuthorization? signed = null;
        if (session is not null)
        {
            credential = session.ToCredential();
            var bytes = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
            signed = HawkClient.Authorize(
                credential, HawkTarget.FromUri(step.Method, uri), TimeProvider.System.GetUtcNow(), bytes is null ? default : HawkPayload.FromBytes(contentType, bytes));
            request.Headers.TryAddWithoutValidation("Authorization", signed.Value);
            secrets.Add(session.Token);
            secrets.Add(session.Key);
            secrets.Add(signed.Value.Split("mac=\"")[1].Split('"')[0]);
        }
        else if (BasicOf(step) is { } basic)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
            secrets.Add(basic[(basic.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        }

        using var response = await server.Client.SendAsync(request, cancellationToken);
        var reply = await Reply.ReadAsync(response, cancellationToken);
        secrets.Add(reply.Header("Hawk-Session-Token"));
        using (credential)
            return (reply, signed is null ? null : Judge(signed, credential!, reply));
    }

    /// <summary>A session that is revoked by its own scenario is refused; nobody can sign that answer.</summary>
    static string? Judge(HawkAuthorization signed, HawkCredential credential, Reply reply)
    {
        var signature = reply.Header("Server-Authorization");
        if (reply.Status == 401 && signature is null && reply.Header("WWW-Authenticate")?.StartsWith("Hawk", StringComparison.Ordinal) is true)
            return null;
        var failure = HawkClient.VerifyResponse(
            signed, credential, signature, HawkResponseCheck.Required, HawkPayload.FromBytes(reply.Header("Content-Type") ?? "", reply.Body.Span));
        return failure is HawkResponseFailure.None ? null : $"Server-Authorization: {failure}";
    }

    static string AddContent(HttpRequestMessage request, ScenarioStep step)
    {
        var bytes = step.RawBody is { } raw ? Encoding.UTF8.GetBytes(raw)
            : step.Body is { } json ? Encoding.UTF8.GetBytes(json.GetRawText())
            : null;
        var given = HeadersOf(step).FirstOrDefault(static header => string.Equals(header.Key, "Content-Type", StringComparison.OrdinalIgnoreCase));
        if (bytes is null && given.Value is null)
            return "";
        request.Content = new ByteArrayContent(bytes ?? []);
        var contentType = given.Key is null ? "application/json" : given.Value;
        if (contentType is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return contentType ?? "";
    }

    async Task<HawkSession?> SessionAsync(ScenarioStep step)
    {
        if (step.As.StartsWith("hawk:", StringComparison.Ordinal))
            return HawkSession.TryFromToken(step.As.AsSpan("hawk:".Length), out var session) ? session : throw new InvalidDataException($"'{step.As}' has no session token.");
        return signs && RunningServer.Users.Contains(step.As) ? await server.Sessions.OfAsync(step.As) : null;
    }

    string? BasicOf(ScenarioStep step) => step.As switch
    {
        "anonymous" => null,
        _ when step.As.StartsWith("basic:", StringComparison.Ordinal) => step.As["basic:".Length..],
        _ when RunningServer.Users.Contains(step.As) => $"{step.As}:{server.Password}",
        _ => throw new InvalidDataException($"There is no user '{step.As}'."),
    };

    static IEnumerable<KeyValuePair<string, string?>> HeadersOf(ScenarioStep step) => step.Headers is { } headers
        ? headers.EnumerateObject().Select(static header => KeyValuePair.Create(header.Name, header.Value.ValueKind is JsonValueKind.Null ? null : header.Value.ToString()))
        : [];
}
