using System.Diagnostics.CodeAnalysis;
using System.Net.Http.Headers;
using System.Text;

namespace KintoHawk.Cli.Sessions;

/// <summary>A request as it was typed.</summary>
/// <param name="Method">The method, in any case.</param>
/// <param name="Target">A path or a URL.</param>
/// <param name="Body">Text, <c>@FILE</c>, <c>-</c>, or null for no body.</param>
/// <param name="Headers">Lines of name, colon and value.</param>
sealed record RequestOrder(string Method, string Target, string? Body, IReadOnlyList<string> Headers)
{
    /// <summary>What the command or the transport sets, and what therefore cannot be asked for.</summary>
    static readonly HashSet<string> _ownHeaders = new(StringComparer.OrdinalIgnoreCase) { "Authorization", "Connection", "Content-Length", "Host", "Transfer-Encoding" };

    /// <summary>Makes the request; reads the body from where it is.</summary>
    public bool TryCreate(Uri uri, [NotNullWhen(true)] out HttpRequestMessage? request, [NotNullWhen(false)] out string? refusal)
    {
        request = null;
        return TryReadBody(out var body, out refusal) && TryCreate(uri, body, out request, out refusal);
    }

    /// <summary>Makes the request with a body that is here already.</summary>
    public bool TryCreate(Uri uri, byte[]? body, [NotNullWhen(true)] out HttpRequestMessage? request, [NotNullWhen(false)] out string? refusal)
    {
        (request, refusal) = (null, null);
        if (!IsToken(Method))
        {
            refusal = $"'{Method}' is not a method; accepted: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS.";
            return false;
        }

        request = new HttpRequestMessage(HttpMethod.Parse(Method.ToUpperInvariant()), uri);
        if (body is not null)
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        foreach (var line in Headers)
            refusal ??= Add(request, line);
        if (refusal is null)
            return true;
        request.Dispose();
        return false;
    }

    bool TryReadBody(out byte[]? body, [NotNullWhen(false)] out string? refusal)
    {
        (body, refusal) = (null, null);
        try
        {
            body = Body switch
            {
                null => null,
                "-" => ReadInput(),
                ['@', .. var file] => File.ReadAllBytes(file),
                _ => Encoding.UTF8.GetBytes(Body),
            };
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            refusal = $"The body cannot be read: {failure.Message}";
        }

        return refusal is null;
    }

    static byte[] ReadInput()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Adds a header line; the result says why it cannot be, and is null when it is added.</summary>
    static string? Add(HttpRequestMessage request, string line)
    {
        var colon = line.IndexOf(':');
        var name = colon < 0 ? line : line[..colon].Trim();
        var value = colon < 0 ? "" : line[(colon + 1)..].Trim();
        if (colon < 0 || !IsToken(name) || value.AsSpan().ContainsAnyInRange('\0', '\u001f'))
            return $"'{line}' is not a header; accepted: a name, a colon and a value.";
        if (_ownHeaders.Contains(name))
            return $"The header {name} is set by this command and cannot be given.";
        if (string.Equals(name, "Content-Type", StringComparison.OrdinalIgnoreCase))
            request.Content?.Headers.Remove(name);
        if (request.Headers.TryAddWithoutValidation(name, value) || request.Content?.Headers.TryAddWithoutValidation(name, value) is true)
            return null;
        return $"The header {name} is about a body, and there is none.";
    }

    static bool IsToken(string text) => text.Length > 0 && text.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c));
}
