using System.Net.Http.Headers;
using System.Text.Json;

namespace KintoHawk.Cli.Tests;

/// <summary>What a server started with an ini answered.</summary>
sealed record IniReply(int Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json { get; } = Text.StartsWith('{') ? JsonDocument.Parse(Text).RootElement : default;

    /// <summary>A header, several values joined by commas; null when it is absent.</summary>
    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>A value of the JSON body; null when it is not there.</summary>
    public JsonElement? At(params string[] path)
    {
        var current = Json;
        foreach (var name in path)
            if (current.ValueKind is not JsonValueKind.Object || !current.TryGetProperty(name, out current))
                return null;
        return current;
    }
}
