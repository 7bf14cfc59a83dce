using System.Runtime.InteropServices;
using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// A JSON document with schemas in it. It knows which of its values are schemas, and of which resource each is part; a value is known by
/// where its text begins.
/// </summary>
sealed class SchemaDocument
{
    // Everything that is relative to an identifier repeats it, so a longer one is taken for none.
    const int MaxUriLength = 1024;

    readonly ReadOnlyMemory<byte> _text;
    readonly Dictionary<int, SchemaResource> _resources = [];
    readonly List<SchemaResource> _identified = [];

    /// <param name="text">The text that the root was parsed from, itself and not a copy.</param>
    /// <param name="root">The whole document.</param>
    /// <param name="uri">Where the document is; empty when that is unknown.</param>
    /// <param name="dialect">The dialect of the document as a whole.</param>
    public SchemaDocument(ReadOnlyMemory<byte> text, JsonElement root, string uri, SchemaDialect dialect)
    {
        _text = text;
        Root = new SchemaResource(this, root, FindUri(root, uri, dialect) ?? uri, dialect);
        _identified.Add(Root);
        _resources[OffsetOf(root)] = Root;
        AddNames(root, Root);
        AddSubschemas(root, Root);
    }

    /// <summary>The document as a resource.</summary>
    public SchemaResource Root { get; }

    /// <summary>All resources with an identifier, the document itself first.</summary>
    public IReadOnlyList<SchemaResource> Resources => _identified;

    /// <summary>Where the text of a value begins.</summary>
    public int OffsetOf(JsonElement element)
    {
        _text.Span.Overlaps(JsonMarshal.GetRawUtf8Value(element), out var offset);
        return offset;
    }

    /// <summary>The resource of a value that is known to be a schema; null for others.</summary>
    public SchemaResource? FindResource(JsonElement element) => _resources.GetValueOrDefault(OffsetOf(element));

    void Add(JsonElement element, SchemaResource surrounding)
    {
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False) || _resources.ContainsKey(OffsetOf(element)))
            return;
        var resource = surrounding;
        var dialect = surrounding.Dialect;
        if (FindUri(element, surrounding.Uri, dialect) is { } uri)
        {
            resource = new SchemaResource(this, element, uri, dialect);
            _identified.Add(resource);
        }

        _resources[OffsetOf(element)] = resource;
        AddNames(element, resource);
        AddSubschemas(element, resource);
    }

    void AddSubschemas(JsonElement schema, SchemaResource resource)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
            return;
        foreach (var member in schema.EnumerateObject())
            foreach (var subschema in Subschemas.Of(member, resource.Dialect.Draft))
                Add(subschema, resource);
    }

    static void AddNames(JsonElement schema, SchemaResource resource)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
            return;
        if (resource.Dialect.RefStandsAlone)
        {
            if (!schema.TryGetProperty("$ref", out _) && TryGetText(schema, resource.Dialect.IdKeyword, out var id)
                && UriReference.SplitFragment(id).Fragment is { Length: > 0 } fragment)
            {
                resource.Anchors.TryAdd(fragment, schema);
            }

            return;
        }

        if (TryGetText(schema, "$anchor", out var anchor))
            resource.Anchors.TryAdd(anchor, schema);
        if (resource.Dialect.Draft is SchemaDraft.Draft202012 && TryGetText(schema, "$dynamicAnchor", out var dynamicAnchor))
        {
            resource.Anchors.TryAdd(dynamicAnchor, schema);
            resource.DynamicAnchors.TryAdd(dynamicAnchor, schema);
        }

        if (resource.Dialect.Draft is SchemaDraft.Draft201909 && resource.Document.OffsetOf(schema) == resource.Document.OffsetOf(resource.Root)
            && schema.TryGetProperty("$recursiveAnchor", out var recursive))
        {
            resource.IsRecursive = recursive.ValueKind is JsonValueKind.True;
        }
    }

    /// <summary>What a schema that is a resource of its own calls itself, absolute; null for any other.</summary>
    static string? FindUri(JsonElement schema, string baseUri, SchemaDialect dialect) =>
        IdOf(schema, dialect) is { Length: > 0 } id && UriReference.Resolve(baseUri, id) is { Length: <= MaxUriLength } uri ? uri : null;

    /// <summary>The identifier that makes a schema a resource, without fragment; null or empty when there is none.</summary>
    static string? IdOf(JsonElement schema, SchemaDialect dialect) =>
        schema.ValueKind is JsonValueKind.Object && TryGetText(schema, dialect.IdKeyword, out var id) && !(dialect.RefStandsAlone && schema.TryGetProperty("$ref", out _))
            ? UriReference.SplitFragment(id).Uri
            : null;

    static bool TryGetText(JsonElement schema, string name, out string text)
    {
        text = schema.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        return text.Length > 0;
    }
}
