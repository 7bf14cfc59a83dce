using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>Which keywords hold schemas, and where in their values.</summary>
static class Subschemas
{
    /// <summary>The values that are schemas because of the keyword they stand in.</summary>
    public static IEnumerable<JsonElement> Of(JsonProperty keyword, SchemaDraft draft) => keyword.Name switch
    {
        "not" or "additionalProperties" => [keyword.Value],
        "contains" or "propertyNames" when draft >= SchemaDraft.Draft6 => [keyword.Value],
        "if" or "then" or "else" when draft >= SchemaDraft.Draft7 => [keyword.Value],
        "unevaluatedItems" or "unevaluatedProperties" or "contentSchema" when draft >= SchemaDraft.Draft201909 => [keyword.Value],
        "additionalItems" when draft <= SchemaDraft.Draft201909 => [keyword.Value],
        "items" when draft is SchemaDraft.Draft202012 => [keyword.Value],
        "items" => keyword.Value.ValueKind is JsonValueKind.Array ? keyword.Value.EnumerateArray() : [keyword.Value],
        "allOf" or "anyOf" or "oneOf" => Items(keyword.Value),
        "prefixItems" when draft is SchemaDraft.Draft202012 => Items(keyword.Value),
        "properties" or "patternProperties" or "definitions" => Members(keyword.Value),
        "$defs" or "dependentSchemas" when draft >= SchemaDraft.Draft201909 => Members(keyword.Value),
        // Lists of names among them are passed over: only objects and booleans are schemas.
        "dependencies" when draft < SchemaDraft.Draft201909 => Members(keyword.Value),
        _ => [],
    };

    static JsonElement.ArrayEnumerator Items(JsonElement value) => value.ValueKind is JsonValueKind.Array ? value.EnumerateArray() : default;

    static IEnumerable<JsonElement> Members(JsonElement value) => value.ValueKind is JsonValueKind.Object ? value.EnumerateObject().Select(static member => member.Value) : [];
}
