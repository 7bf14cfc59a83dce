using System.Globalization;
using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>Follows JSON pointers (RFC 6901) to schemas, noting the resources they pass through.</summary>
static class SchemaPointer
{
    /// <summary>The schema that a pointer leads to; null when there is none.</summary>
    /// <param name="resource">Where the pointer starts.</param>
    /// <param name="pointer">The pointer, percent-decoded; it begins with a slash.</param>
    /// <param name="place">The innermost resource that the schema is part of.</param>
    public static JsonElement? Find(SchemaResource resource, string pointer, out SchemaResource place)
    {
        place = resource;
        var value = resource.Value;
        foreach (var token in pointer[1..].Split('/'))
        {
            var name = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (Step(value, name) is not { } next)
                return null;
            value = next;
            place = resource.Document.FindResource(value.Element) ?? place;
        }

        return value.Kind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False ? value.Element : null;
    }

    static SchemaValue? Step(SchemaValue value, string name) => value.Kind switch
    {
        JsonValueKind.Object => value.Find(name),
        JsonValueKind.Array => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.Parts.Length ? value.Parts[index] : null,
        _ => null,
    };
}
