using System.Net;
using System.Text.Json.Nodes;

namespace KintoHawk.Server.Endpoints.OpenApi;

/// <summary>Types of a JSON Schema in a few words, as HTML.</summary>
static class SchemaText
{
    public static string TypeOf(JsonNode? schema) => schema switch
    {
        not JsonObject => "anything",
        _ when schema["$ref"] is { } reference => Link(reference.GetValue<string>()),
        _ when schema["const"] is { } only => Code(only),
        _ when schema["enum"] is JsonArray values => string.Join(" or ", values.Select(static value => Code(value!))),
        _ when schema["anyOf"] is JsonArray choices => string.Join(" or ", choices.Select(TypeOf)),
        _ when schema["type"] is JsonArray types => string.Join(" or ", types.Select(static type => Name(type!, null))),
        _ when schema["type"] is { } type => Name(type, schema) + Limits(schema),
        _ => "anything",
    };

    static string Name(JsonNode type, JsonNode? schema) => type.GetValue<string>() switch
    {
        "array" when schema?["items"] is { } items => "list of " + TypeOf(items),
        "array" => "list",
        "object" when schema?["additionalProperties"] is JsonObject values => "object of " + TypeOf(values),
        var name => name,
    };

    static string Limits(JsonNode schema) =>
        schema["pattern"] is { } pattern ? $" like {Code(pattern)}"
        : schema["maxLength"] is { } most ? $" of at most {most.ToJsonString()} characters"
        : "";

    static string Link(string reference)
    {
        var name = WebUtility.HtmlEncode(reference[(reference.LastIndexOf('/') + 1)..]);
        return $"<a href=\"#schema-{name}\">{name}</a>";
    }

    static string Code(JsonNode value) =>
        $"<code>{WebUtility.HtmlEncode(value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value.ToJsonString())}</code>";
}
