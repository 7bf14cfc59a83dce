using System.Buffers;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Server.Logging;

/// <summary>
/// Leaves out what must not be in a log, when headers and bodies are logged: credentials, tokens, cookies and passwords, by the names they stand under.
/// </summary>
static class SecretMask
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mask = "***";

    /// <summary>The largest body that is shown.</summary>
    const int MostBytes = 16_384;

    static readonly string[] _names = ["authorization", "authenticat", "token", "cookie", "secret", "password", "passwd", "api-key", "apikey", "bewit", "credential"];
    static readonly string[] _schemes = ["Basic", "Bearer", "Hawk"];
    static readonly string[] _links = ["Location", "Referer", "Origin"];

    /// <summary>True when the value under a name is nobody else's business.</summary>
    public static bool IsSecret(string name)
    {
        // The page token is a place in a list.
        if (name == "_token")
            return false;
        foreach (var secret in _names)
            if (name.Contains(secret, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    /// <summary>The value of a header field: of credentials only the scheme, of addresses nothing behind the path.</summary>
    public static string Header(string name, string value)
    {
        if (IsSecret(name))
        {
            var scheme = Array.Find(_schemes, scheme => value.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase));
            return scheme is null ? Mask : $"{scheme} {Mask}";
        }

        if (!_links.Contains(name, StringComparer.OrdinalIgnoreCase) || value.AsSpan().IndexOfAny('?', '#') is not (>= 0 and var end))
            return value;
        return value[..(end + 1)] + Mask;
    }

    /// <summary>A body: JSON without its secrets, of anything else the length.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="hadSecrets">True when something was left out, or may have been.</param>
    public static string Body(ReadOnlyMemory<byte> body, out bool hadSecrets)
    {
        hadSecrets = false;
        if (body.IsEmpty)
            return "";
        if (body.Length > MostBytes || !JsonText.TryParse(body, out var document, out _))
        {
            hadSecrets = true;
            return $"({body.Length} bytes)";
        }

        using (document)
        {
            var output = new ArrayBufferWriter<byte>(body.Length);
            using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = JsonText.MaxDepth + 1 }))
                hadSecrets = Write(document.RootElement, json);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
    }

    /// <summary>
    /// An address of the login with OpenID Connect, as an item of a batch may name it, without the code and the state in its query; null for any other value.
    /// </summary>
    static string? WithoutLogin(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && value.GetString() is { } path && path.Contains("/openid/", StringComparison.Ordinal)
        && path.IndexOf('?') is >= 0 and var end ? path[..(end + 1)] + Mask : null;

    /// <summary>Writes a value without its secrets; true when there were some.</summary>
    static bool Write(JsonElement value, Utf8JsonWriter json)
    {
        var hadSecrets = false;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                // A patch names what it sets in another member: {"op":"add","path":"/data/password","value":"…"}.
                var patchesSecret = value.TryGetProperty("path", out var path) && path.ValueKind is JsonValueKind.String && IsSecret(path.GetString()!);
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    if (IsSecret(member.Name) || (patchesSecret && member.NameEquals("value"u8)))
                    {
                        json.WriteStringValue(Mask);
                        hadSecrets = true;
                    }
                    else if (member.NameEquals("path"u8) && WithoutLogin(member.Value) is { } address)
                    {
                        json.WriteStringValue(address);
                        hadSecrets = true;
                    }
                    else
                    {
                        hadSecrets |= Write(member.Value, json);
                    }
                }

                json.WriteEndObject();
                return hadSecrets;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    hadSecrets |= Write(item, json);
                json.WriteEndArray();
                return hadSecrets;
            default:
                value.WriteTo(json);
                return false;
        }
    }
}
