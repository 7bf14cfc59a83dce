using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>
/// The <c>${variables}</c> of one run of a scenario. <c>${name+5}</c> adds to a number. A text that is one variable and nothing else
/// keeps the JSON type of its value.
/// </summary>
sealed partial class Variables
{
    readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);

    public JsonElement this[string name]
    {
        set => _values[name] = value;
    }

    public void Set(string name, string value)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
            writer.WriteStringValue(value);
        _values[name] = JsonElement.Parse(json.WrittenSpan);
    }

    public void Set(string name, long value) => _values[name] = JsonElement.Parse(value.ToString(CultureInfo.InvariantCulture));

    public string Fill(string text) => Reference().Replace(text, match => AsText(Find(match)));

    public JsonElement Fill(JsonElement json)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
            Write(json, writer);
        return JsonElement.Parse(output.WrittenSpan);
    }

    void Write(JsonElement json, Utf8JsonWriter writer)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in json.EnumerateObject())
                {
                    writer.WritePropertyName(Fill(member.Name));
                    Write(member.Value, writer);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                    Write(item, writer);
                writer.WriteEndArray();
                break;
            case JsonValueKind.String when Reference().Match(json.GetString()!) is { Success: true } match && match.Length == json.GetString()!.Length:
                Find(match).WriteTo(writer);
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Fill(json.GetString()!));
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }

    JsonElement Find(Match reference)
    {
        var name = reference.Groups["name"].Value;
        if (!_values.TryGetValue(name, out var value))
            throw new InvalidDataException($"There is no variable '{name}'.");
        return reference.Groups["change"] is { Success: true } change
            ? JsonElement.Parse($"{long.Parse(AsText(value), CultureInfo.InvariantCulture) + long.Parse(change.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)}")
            : value;
    }

    static string AsText(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    [GeneratedRegex(@"\$\{(?<name>\w+)(?<change>[+-]\d+)?\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
