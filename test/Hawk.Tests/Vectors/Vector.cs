using System.Text;
using System.Text.Json;

namespace Hawk.Tests.Vectors;

/// <summary>One line of a vector file, with readers for the members vectors share.</summary>
public sealed class Vector(JsonElement json)
{
    public string Id => json.GetProperty("id").GetString()!;

    public string Kind => json.GetProperty("kind").GetString()!;

    public string Tag => json.GetProperty("tag").GetString()!;

    public JsonElement Input => json.GetProperty("input");

    /// <summary>What a careful implementation does, where that differs from the reference; else what the reference does.</summary>
    public JsonElement Expected
    {
        get
        {
            var expected = json.GetProperty("expected");
            return expected.TryGetProperty("recommended", out var recommended) ? recommended : expected;
        }
    }

    public bool ExpectsSuccess => !Expected.TryGetProperty("ok", out var ok) || ok.GetBoolean();

    public static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;

    public static byte[]? Payload(JsonElement element) =>
        Text(element, "payload") is { } text ? Encoding.UTF8.GetBytes(text)
        : Text(element, "payloadBase64") is { } base64 ? Convert.FromBase64String(base64)
        : null;

    public static HawkCredential Credential(JsonElement element, string? id = null)
    {
        id ??= Text(element, "id") ?? "x";
        var algorithm = Algorithm(Text(element, "algorithm")!);
        var key = Text(element, "keyBase64") is { } base64 ? Convert.FromBase64String(base64) : Encoding.UTF8.GetBytes(Text(element, "key")!);
        return algorithm is HawkAlgorithm.Sha1 ? HawkCredential.WithLegacySha1(id, key) : new HawkCredential(id, key, algorithm);
    }

    public static HawkAlgorithm Algorithm(string name) =>
        HawkAlgorithms.TryParse(name, out var algorithm) ? algorithm : throw new ArgumentException($"Unknown algorithm {name}", nameof(name));
}
