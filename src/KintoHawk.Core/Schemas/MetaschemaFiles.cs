using System.Reflection;
using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>The metaschemas as they are published, embedded in this assembly.</summary>
static class MetaschemaFiles
{
    const string Draft201909Uri = "https://json-schema.org/draft/2019-09";
    const string Draft202012Uri = "https://json-schema.org/draft/2020-12";

    static readonly (string Uri, SchemaDraft Draft)[] _drafts =
    [
        ("http://json-schema.org/draft-04/schema", SchemaDraft.Draft4),
        ("http://json-schema.org/draft-06/schema", SchemaDraft.Draft6),
        ("http://json-schema.org/draft-07/schema", SchemaDraft.Draft7),
        ($"{Draft201909Uri}/schema", SchemaDraft.Draft201909),
        ($"{Draft202012Uri}/schema", SchemaDraft.Draft202012),
    ];

    /// <summary>All of them, each under its own identifier.</summary>
    public static Lazy<SchemaDocuments> Documents { get; } = new(Load);

    /// <summary>The draft whose metaschema has this identifier; null for any other.</summary>
    public static SchemaDraft? DraftOf(string uri)
    {
        foreach (var (known, draft) in _drafts)
            if (known == uri)
                return draft;
        return null;
    }

    /// <summary>The identifier of a draft's metaschema.</summary>
    public static string UriOf(SchemaDraft draft) => _drafts[(int)draft].Uri;

    static SchemaDocuments Load()
    {
        var documents = SchemaDocuments.Empty();
        var assembly = typeof(MetaschemaFiles).Assembly;
        foreach (var name in assembly.GetManifestResourceNames())
            if (name.StartsWith("Metaschemas/", StringComparison.Ordinal))
                documents.Add(Read(assembly, name));
        return documents;
    }

    static SchemaDocument Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        var root = JsonDocument.Parse(text).RootElement;
        var named = UriReference.SplitFragment(root.GetProperty("$schema").GetString()!).Uri;
        return new SchemaDocument(text, root, "", new SchemaDialect(DraftOf(named) ?? throw new InvalidOperationException($"{name} is of no known draft.")));
    }
}
