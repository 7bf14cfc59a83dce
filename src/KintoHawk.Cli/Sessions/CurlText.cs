using System.Text;
using Hawk;

namespace KintoHawk.Cli.Sessions;

/// <summary>
/// A signed request as a <c>curl</c> command, for people who want to see it, keep it or play with it. It can be sent once, by anybody who has it.
/// </summary>
static class CurlText
{
    static readonly UTF8Encoding _strict = new(false, true);

    /// <summary>Signs the request now and renders it; a refusal when the body is not text.</summary>
    public static async Task<(string? Command, string? Refusal)> CreateAsync(
        HttpRequestMessage request, HawkCredential credential, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? null : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        string? text;
        try
        {
            text = body is null ? null : _strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            text = "\0";
        }

        if (text?.Contains('\0') is true)
            return (null, "--curl shows text only, and this body is not text.");
        var contentType = request.Content?.Headers.ContentType?.ToString();
        var signed = HawkClient.Authorize(
            credential,
            HawkTarget.FromUri(request.Method.Method, request.RequestUri!),
            now,
            body is null ? HawkPayload.None : HawkPayload.FromBytes(contentType, body));

        var command = new StringBuilder("curl --silent --include --globoff --path-as-is");
        command.Append(request.Method == HttpMethod.Head ? " --head" : $" --request {request.Method.Method}");
        command.Append($" --header {Quoted($"Authorization: {signed.Value}")}");
        foreach (var (name, values) in request.Headers.NonValidated)
            command.Append($" --header {Quoted($"{name}: {values}")}");
        if (contentType is not null)
            command.Append($" --header {Quoted($"Content-Type: {contentType}")}");
        if (text is not null)
            command.Append($" --data-raw {Quoted(text)}");
        return (command.Append(' ').Append(Quoted(request.RequestUri!.AbsoluteUri)).ToString(), null);
    }

    /// <summary>One word for a POSIX shell.</summary>
    static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
