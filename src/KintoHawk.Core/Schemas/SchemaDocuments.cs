using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// The documents that schemas can refer to by URI: the metaschemas of the drafts, and those that were added. Nothing is ever fetched.
/// </summary>
public sealed class SchemaDocuments
{
    readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    readonly SchemaDocuments? _wider;

    /// <summary>Makes a set with the metaschemas of all drafts in it.</summary>
    public SchemaDocuments()
        : this(Metaschemas)
    {
    }

    SchemaDocuments(SchemaDocuments? wider) => _wider = wider;

    /// <summary>The metaschemas of all drafts.</summary>
    internal static SchemaDocuments Metaschemas => MetaschemaFiles.Documents.Value;

    internal static SchemaDocuments Empty() => new(wider: null);

    /// <summary>Adds a document.</summary>
    /// <param name="uri">Where it is said to be, for example <c>http://example.com/address.json</c>.</param>
    /// <param name="json">Its text. It must stay unchanged.</param>
    /// <param name="draft">The draft of a document whose <c>$schema</c> does not say.</param>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public void Add(string uri, ReadOnlyMemory<byte> json, SchemaDraft draft = SchemaDraft.Draft202012)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var root = JsonText.ParseStored(json).RootElement;
        var document = new SchemaDocument(json, root, uri, DialectOf(root) ?? new SchemaDialect(draft));
        Add(document);
        _resources.TryAdd(UriReference.SplitFragment(uri).Uri, document.Root);
    }

    /// <summary>The same documents, and those of a schema of its own; this set is not changed.</summary>
    internal SchemaDocuments With(SchemaDocument document)
    {
        var documents = new SchemaDocuments(this);
        documents.Add(document);
        return documents;
    }

    internal bool TryFind(string uri, [NotNullWhen(true)] out SchemaResource? resource) =>
        _resources.TryGetValue(uri, out resource) || (_wider?.TryFind(uri, out resource) ?? false);

    internal void Add(SchemaDocument document)
    {
        foreach (var resource in document.Resources)
            _resources.TryAdd(resource.Uri, resource);
    }

    /// <summary>The dialect that a schema's <c>$schema</c> names; null when it names none that is known.</summary>
    internal SchemaDialect? DialectOf(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("$schema", out var named) || named.ValueKind is not JsonValueKind.String)
            return null;
        var (uri, _) = UriReference.SplitFragment(named.GetString()!);
        if (MetaschemaFiles.DraftOf(uri) is { } draft)
            return new SchemaDialect(draft);
        return TryFind(uri, out var metaschema) ? WithVocabularies(metaschema) : null;
    }

    static SchemaDialect WithVocabularies(SchemaResource metaschema)
    {
        if (metaschema.Dialect.RefStandsAlone || !metaschema.Root.TryGetProperty("$vocabulary", out var vocabularies) || vocabularies.ValueKind is not JsonValueKind.Object)
            return new SchemaDialect(metaschema.Dialect.Draft);
        var names = vocabularies.EnumerateObject().Select(static vocabulary => vocabulary.Name[(vocabulary.Name.LastIndexOf('/') + 1)..]).ToHashSet(StringComparer.Ordinal);
        return new SchemaDialect(metaschema.Dialect.Draft)
        {
            HasApplicators = names.Contains("applicator"),
            HasUnevaluated = names.Contains(metaschema.Dialect.Draft is SchemaDraft.Draft202012 ? "unevaluated" : "applicator"),
            HasValidation = names.Contains("validation"),
        };
    }
}
