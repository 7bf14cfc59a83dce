using System.Globalization;
using System.Text;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>One line of a vector file, with readers for the members that vectors share.</summary>
sealed class Vector
{
    readonly JsonElement _json;

    /// <exception cref="FormatException">It has no name, no kind, no input or no expectation.</exception>
    public Vector(JsonElement json)
    {
        _json = json;
        Id = Text(json, "id") ?? throw new FormatException("A vector has no id.");
        Kind = Text(json, "kind") ?? throw new FormatException($"{Id} has no kind.");
        foreach (var member in (string[])["input", "expected"])
        {
            if (!json.TryGetProperty(member, out var value) || value.ValueKind is not JsonValueKind.Object)
                throw new FormatException($"{Id} has no object '{member}'.");
        }
    }

    public string Id { get; }

    public string Kind { get; }

    public string Tag => Text(_json, "tag") ?? "";

    /// <summary>The vector as it stands in its file.</summary>
    public string Json => _json.GetRawText();

    public JsonElement Input => _json.GetProperty("input");

    /// <summary>True when the vector itself says that a careful implementation differs from the reference.</summary>
    public bool HasRecommended => _json.GetProperty("expected").TryGetProperty("recommended", out _);

    /// <summary>What a careful implementation does, where that differs from the reference; else what the reference does.</summary>
    public JsonElement Expected
    {
        get
        {
            var expected = _json.GetProperty("expected");
            return expected.TryGetProperty("recommended", out var recommended) ? recommended : expected;
        }
    }

    public bool ExpectsSuccess => !Expected.TryGetProperty("ok", out var ok) || ok.GetBoolean();

    /// <summary>A member as text, numbers as they are written; null when it is absent or null.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null
            ? value.ValueKind is JsonValueKind.String ? value.GetString() : value.GetRawText()
            : null;

    public static long Number(JsonElement element, string name) =>
        long.Parse(Text(element, name) ?? throw new FormatException($"{name} is missing."), CultureInfo.InvariantCulture);

    /// <summary>The body; null when there is none, which is not the same as an empty one.</summary>
    public static byte[]? Payload(JsonElement element) =>
        Text(element, "payload") is { } text ? Encoding.UTF8.GetBytes(text)
        : Text(element, "payloadBase64") is { } base64 ? Convert.FromBase64String(base64)
        : null;

    public static HawkCredential Credential(JsonElement element, string? id = null)
    {
        id ??= Text(element, "id") ?? "x";
        var algorithm = Algorithm(element);
        var key = Text(element, "keyBase64") is { } base64 ? Convert.FromBase64String(base64) : Encoding.UTF8.GetBytes(Text(element, "key")!);
        return algorithm is HawkAlgorithm.Sha1 ? HawkCredential.WithLegacySha1(id, key) : new HawkCredential(id, key, algorithm);
    }

    public static HawkAlgorithm Algorithm(JsonElement element) =>
        HawkAlgorithms.TryParse(Text(element, "algorithm"), out var algorithm) ? algorithm : throw new FormatException("The algorithm is not one of ours.");

    /// <summary>Compares one part with the expected one; null when they are equal.</summary>
    public static string? Differs(string what, string? expected, string? actual) =>
        string.Equals(expected, actual, StringComparison.Ordinal) ? null : $"{what} should be {Shown(expected)} but is {Shown(actual)}";

    static string Shown(string? text) => text is null ? "absent" : $"'{text.Replace("\n", "\\n", StringComparison.Ordinal)}'";
}
