using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>A part of a document with an identifier of its own: what references are resolved against.</summary>
sealed class SchemaResource(SchemaDocument document, JsonElement root, string uri, SchemaDialect dialect)
{
    public SchemaDocument Document { get; } = document;

    public JsonElement Root { get; } = root;

    /// <summary>The root as pointers are followed: members are found by name at once.</summary>
    public SchemaValue Value => field ??= new SchemaValue(Root);

    /// <summary>The identifier, absolute if the schema says one, without fragment.</summary>
    public string Uri { get; } = uri;

    public SchemaDialect Dialect { get; } = dialect;

    /// <summary>The schemas that have a name, by name: <c>$anchor</c>, <c>$dynamicAnchor</c>, and an <c>$id</c> that is only a fragment.</summary>
    public Dictionary<string, JsonElement> Anchors { get; } = new(StringComparer.Ordinal);

    /// <summary>Those that <c>$dynamicRef</c> looks for.</summary>
    public Dictionary<string, JsonElement> DynamicAnchors { get; } = new(StringComparer.Ordinal);

    /// <summary>True when <c>$recursiveRef</c> looks for this resource.</summary>
    public bool IsRecursive { get; set; }
}
