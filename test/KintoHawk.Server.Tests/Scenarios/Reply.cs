using System.Text;
using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>A response as it came over the wire.</summary>
sealed record Reply(int Status, IReadOnlyDictionary<string, IReadOnlyList<string>> Headers, ReadOnlyMemory<byte> Body)
{
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The value of a field, its lines joined; null when it is absent.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? string.Join(", ", values) : null;

    public JsonElement? Json
    {
        get
        {
            try
            {
                return Body.IsEmpty ? null : JsonElement.Parse(Body.Span);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    public static async Task<Reply> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            headers[name] = [.. values];
        return new Reply((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }
}
