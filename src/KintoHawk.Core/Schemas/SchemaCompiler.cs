using System.Text.Json;
using KintoHawk.Core.Schemas.Keywords;
using KintoHawk.Core.Schemas.Patterns;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// Makes nodes of everything that a schema can reach, each once, without recursion. A reference that leads nowhere is no error until it is
/// followed: the reference implementation does not look earlier either.
/// </summary>
sealed class SchemaCompiler(SchemaDocuments documents, bool checksRegexFormat)
{
    readonly Dictionary<(SchemaDocument Document, int Offset), SchemaNode> _nodes = [];
    readonly Queue<SchemaNode> _unfinished = [];
    readonly HashSet<SchemaResource> _entered = [];
    readonly Dictionary<string, Dictionary<SchemaResource, SchemaNode>> _dynamicAnchors = new(StringComparer.Ordinal);
    readonly Dictionary<string, SchemaPattern> _patterns = new(StringComparer.Ordinal);

    /// <summary>The resources that <c>$recursiveRef</c> looks for, with their nodes.</summary>
    public Dictionary<SchemaResource, SchemaNode> RecursiveRoots { get; } = [];

    /// <summary>True when <c>format</c> with the value <c>regex</c> is checked, as the reference does it in metaschemas only.</summary>
    public bool ChecksRegexFormat { get; } = checksRegexFormat;

    /// <summary>How many different patterns there are.</summary>
    public int PatternCount => _patterns.Count;

    /// <summary>Compiles a resource and all it refers to.</summary>
    public SchemaNode Compile(SchemaResource resource)
    {
        var root = NodeOf(resource.Root, resource);
        while (_unfinished.TryDequeue(out var node))
            Finish(node);
        return root;
    }

    /// <summary>The node of a schema, finished or not.</summary>
    /// <param name="element">The schema as it is written.</param>
    /// <param name="surrounding">The resource of what refers to it or contains it, in the same document.</param>
    public SchemaNode NodeOf(JsonElement element, SchemaResource surrounding)
    {
        var document = surrounding.Document;
        var key = (document, document.OffsetOf(element));
        if (_nodes.TryGetValue(key, out var known))
            return known;
        var node = new SchemaNode(document.FindResource(element) ?? surrounding, element);
        _nodes[key] = node;
        _unfinished.Enqueue(node);
        return node;
    }

    /// <summary>The nodes that a <c>$dynamicRef</c> to a name may mean, by resource; complete when compilation is.</summary>
    public Dictionary<SchemaResource, SchemaNode> DynamicAnchorsOf(string name)
    {
        if (!_dynamicAnchors.TryGetValue(name, out var nodes))
            _dynamicAnchors[name] = nodes = [];
        return nodes;
    }

    /// <summary>The pattern of that text; the same for the same text.</summary>
    public SchemaPattern PatternOf(string text)
    {
        if (!_patterns.TryGetValue(text, out var pattern))
            _patterns[text] = pattern = new SchemaPattern(text);
        return pattern;
    }

    /// <summary>What a reference leads to; null with the reason when it leads nowhere. The reason shows the whole resource, so it is made when it is told.</summary>
    public SchemaNode? Resolve(SchemaResource from, string reference, out Func<string>? failure)
    {
        failure = null;
        var (uri, fragment) = UriReference.SplitFragment(UriReference.Resolve(from.Uri, reference));
        if (!documents.TryFind(uri, out var resource))
        {
            failure = () => $"Unresolvable: {reference}";
            return null;
        }

        if (fragment.Length == 0)
            return NodeOf(resource.Root, resource);
        fragment = Uri.UnescapeDataString(fragment);
        if (fragment[0] == '/')
        {
            if (SchemaPointer.Find(resource, fragment, out var place) is { } target)
                return NodeOf(target, place);
            failure = () => $"PointerToNowhere: {PythonText.Of(fragment)} does not exist within {PythonText.Of(resource.Root)}";
            return null;
        }

        if (resource.Anchors.TryGetValue(fragment, out var anchored))
            return NodeOf(anchored, resource);
        failure = () => $"NoSuchAnchor: {PythonText.Of(fragment)} does not exist within {PythonText.Of(resource.Root)}";
        return null;
    }

    void Finish(SchemaNode node)
    {
        EnterResource(node.Resource);
        if (node.Element.ValueKind is JsonValueKind.False)
            node.Keywords = [new NothingKeyword(node.Element)];
        if (node.Element.ValueKind is not JsonValueKind.Object)
            return;

        var factory = new KeywordFactory(this, node);
        var keywords = new List<Keyword>();
        var last = new List<Keyword>();
        foreach (var (name, value) in factory.Members)
            if (factory.Make(name, value) is { } keyword)
                (keyword.AsksForEvaluated ? last : keywords).Add(keyword);
        node.AsksForEvaluated = last.Count > 0;
        node.Keywords = [.. keywords, .. last];
    }

    void EnterResource(SchemaResource resource)
    {
        if (!_entered.Add(resource))
            return;
        if (resource.IsRecursive)
            RecursiveRoots[resource] = NodeOf(resource.Root, resource);
        foreach (var (name, element) in resource.DynamicAnchors)
            DynamicAnchorsOf(name)[resource] = NodeOf(element, resource);
    }
}
