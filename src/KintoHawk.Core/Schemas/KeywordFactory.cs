using System.Runtime.InteropServices;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Schemas.Keywords;
using KintoHawk.Core.Schemas.Patterns;
using static KintoHawk.Core.Schemas.SchemaDraft;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// Makes the keywords of one schema. This is the list of what each draft knows. A value of the wrong type makes no keyword: the metaschema
/// has refused it, or it stands where no schema was expected.
/// </summary>
sealed class KeywordFactory
{
    readonly SchemaCompiler _compiler;
    readonly SchemaResource _resource;
    readonly SchemaDialect _dialect;

    public KeywordFactory(SchemaCompiler compiler, SchemaNode node)
    {
        _compiler = compiler;
        _resource = node.Resource;
        _dialect = node.Resource.Dialect;
        Members = JsonMembers.Of(node.Element);
        if (_dialect.RefStandsAlone && Members.TryGetValue("$ref", out var reference))
            Members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal) { ["$ref"] = reference };
    }

    /// <summary>The members of the schema that count.</summary>
    public OrderedDictionary<string, JsonElement> Members { get; }

    /// <summary>The keyword of a member; null when the draft knows none of that name, or none that checks anything.</summary>
    public Keyword? Make(string name, JsonElement value) => name switch
    {
        "$ref" or "$dynamicRef" or "$recursiveRef" => Reference(name, value),
        "format" => _compiler.ChecksRegexFormat && value.ValueKind is JsonValueKind.String && value.ValueEquals("regex") ? new RegexFormatKeyword(name, value) : null,
        "unevaluatedItems" when Has(Draft201909) && _dialect.HasUnevaluated => IsSchema(value) ? new UnevaluatedItemsKeyword(name, value, Node(value)) : null,
        "unevaluatedProperties" when Has(Draft201909) && _dialect.HasUnevaluated => IsSchema(value) ? new UnevaluatedPropertiesKeyword(name, value, Node(value)) : null,
        _ => (_dialect.HasApplicators ? Applicator(name, value) : null) ?? (_dialect.HasValidation ? Assertion(name, value) : null),
    };

    Keyword? Applicator(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => name switch
        {
            "allOf" => new AllOfKeyword(name, value, Nodes(value)),
            "anyOf" => new AnyOfKeyword(name, value, Nodes(value)),
            "oneOf" => new OneOfKeyword(name, value, Nodes(value)),
            "prefixItems" when Has(Draft202012) => new PrefixItemsKeyword(name, value, Nodes(value)),
            "items" when !Has(Draft202012) => new PrefixItemsKeyword(name, value, Nodes(value)),
            _ => null,
        },
        JsonValueKind.Object when name is "properties" => new PropertiesKeyword(name, value, NamedNodes(value)),
        JsonValueKind.Object when name is "patternProperties" => new PatternPropertiesKeyword(name, value, PatternNodes(value)),
        JsonValueKind.Object when name is "dependencies" && !Has(Draft201909) => new DependenciesKeyword(name, value, Dependencies(value)),
        JsonValueKind.Object when name is "dependentSchemas" && Has(Draft201909) => new DependenciesKeyword(name, value, Dependencies(value)),
        _ => IsSchema(value) ? SingleApplicator(name, value) : null,
    };

    Keyword? SingleApplicator(string name, JsonElement value) => name switch
    {
        "not" => new NotKeyword(name, value, Node(value)),
        "if" when Has(Draft7) => new ConditionalKeyword(name, value, Node(value), Sibling("then"), Sibling("else")),
        "additionalProperties" => new AdditionalPropertiesKeyword(name, value, Node(value), SiblingNames("properties"), SiblingPatterns()),
        "propertyNames" when Has(Draft6) => new PropertyNamesKeyword(name, value, Node(value)),
        "contains" when Has(Draft6) => new ContainsKeyword(name, value, Node(value))
        {
            // The vocabulary of these two is that of the assertions.
            Least = Has(Draft201909) && _dialect.HasValidation ? SiblingCount("minContains") ?? 1 : 1,
            Most = Has(Draft201909) && _dialect.HasValidation ? SiblingCount("maxContains") : null,
            Draft = _dialect.Draft,
        },
        "items" => new ItemsKeyword(name, value, Node(value), Has(Draft202012) ? SiblingLength("prefixItems") : 0),
        // Without a list in items there is nothing additional.
        "additionalItems" when !Has(Draft202012) && Members.TryGetValue("items", out var items) && items.ValueKind is JsonValueKind.Array =>
            new AdditionalItemsKeyword(name, value, Node(value), items.GetArrayLength()),
        _ => null,
    };

    Keyword? Assertion(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => Number(name, value),
        JsonValueKind.Array => name switch
        {
            "type" => new TypeKeyword(name, value, Texts(value), strictIntegers: !Has(Draft6)),
            "required" => new RequiredKeyword(name, value, Texts(value)),
            "enum" => new EnumKeyword(name, value),
            "const" when Has(Draft6) => new ConstKeyword(name, value),
            _ => null,
        },
        JsonValueKind.String when name is "type" => new TypeKeyword(name, value, [value.GetString()!], strictIntegers: !Has(Draft6)),
        JsonValueKind.String when name is "pattern" => new PatternKeyword(name, value, _compiler.PatternOf(value.GetString()!)),
        JsonValueKind.True when name is "uniqueItems" => new UniqueItemsKeyword(name, value),
        JsonValueKind.Object when name is "dependentRequired" && Has(Draft201909) => new DependenciesKeyword(name, value, Dependencies(value)),
        _ => name is "const" && Has(Draft6) ? new ConstKeyword(name, value) : null,
    };

    Keyword? Number(string name, JsonElement value) => name switch
    {
        "minimum" => new BoundKeyword(name, value) { IsLower = true, IsExclusive = !Has(Draft6) && SiblingIsTrue("exclusiveMinimum") },
        "maximum" => new BoundKeyword(name, value) { IsLower = false, IsExclusive = !Has(Draft6) && SiblingIsTrue("exclusiveMaximum") },
        "exclusiveMinimum" when Has(Draft6) => new BoundKeyword(name, value) { IsLower = true, IsExclusive = true },
        "exclusiveMaximum" when Has(Draft6) => new BoundKeyword(name, value) { IsLower = false, IsExclusive = true },
        "multipleOf" when !JsonNumber.IsZero(JsonMarshal.GetRawUtf8Value(value)) => new MultipleOfKeyword(name, value),
        "minLength" or "minItems" or "minProperties" => CountOf(value) is { } least ? new SizeKeyword(name, value, least, isLower: true) : null,
        "maxLength" or "maxItems" or "maxProperties" => CountOf(value) is { } most ? new SizeKeyword(name, value, most, isLower: false) : null,
        "const" when Has(Draft6) => new ConstKeyword(name, value),
        _ => null,
    };

    Keyword? Reference(string name, JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.String)
            return null;
        var reference = value.GetString()!;
        switch (name)
        {
            case "$recursiveRef" when _dialect.Draft is Draft201909:
                var root = _compiler.Resolve(_resource, "#", out _)!;
                return root.Resource.IsRecursive
                    ? new DynamicReferenceKeyword(name, value, root, _compiler.RecursiveRoots)
                    : new ReferenceKeyword(name, value, root, null);
            case "$dynamicRef" when Has(Draft202012):
                var initial = _compiler.Resolve(_resource, reference, out var unknown);
                var (_, anchor) = UriReference.SplitFragment(reference);
                return initial is not null && IsDynamic(initial, anchor)
                    ? new DynamicReferenceKeyword(name, value, initial, _compiler.DynamicAnchorsOf(anchor))
                    : new ReferenceKeyword(name, value, initial, unknown);
            case "$ref":
                return new ReferenceKeyword(name, value, _compiler.Resolve(_resource, reference, out var failure), failure);
            default:
                return null;
        }
    }

    // Only a reference to a schema that calls itself by that name looks at the dynamic scope.
    static bool IsDynamic(SchemaNode target, string anchor) =>
        target.Resource.DynamicAnchors.TryGetValue(anchor, out var element) && target.Resource.Document.OffsetOf(element) == target.Resource.Document.OffsetOf(target.Element);

    bool Has(SchemaDraft since) => _dialect.Draft >= since;

    static bool IsSchema(JsonElement value) => value.ValueKind is JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False;

    SchemaNode Node(JsonElement schema) => _compiler.NodeOf(schema, _resource);

    SchemaNode[] Nodes(JsonElement list) => [.. list.EnumerateArray().Where(IsSchema).Select(Node)];

    KeyValuePair<string, SchemaNode>[] NamedNodes(JsonElement map) =>
        [.. JsonMembers.Of(map).Where(static member => IsSchema(member.Value)).Select(member => KeyValuePair.Create(member.Key, Node(member.Value)))];

    KeyValuePair<SchemaPattern, SchemaNode>[] PatternNodes(JsonElement map) =>
        [.. NamedNodes(map).Select(member => KeyValuePair.Create(_compiler.PatternOf(member.Key), member.Value))];

    Dependency[] Dependencies(JsonElement map) =>
    [
        .. JsonMembers.Of(map).Select(member => member.Value.ValueKind is JsonValueKind.Array
            ? new Dependency(member.Key, Texts(member.Value), null)
            : new Dependency(member.Key, [], IsSchema(member.Value) ? Node(member.Value) : null)),
    ];

    static string[] Texts(JsonElement list) =>
        [.. list.EnumerateArray().Where(static item => item.ValueKind is JsonValueKind.String).Select(static item => item.GetString()!)];

    SchemaNode? Sibling(string name) => Members.TryGetValue(name, out var value) && IsSchema(value) ? Node(value) : null;

    HashSet<string> SiblingNames(string name) => Members.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Object
        ? [.. JsonMembers.Of(value).Keys]
        : [];

    SchemaPattern[] SiblingPatterns() => [.. SiblingNames("patternProperties").Select(_compiler.PatternOf)];

    int SiblingLength(string name) => Members.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Array ? value.GetArrayLength() : 0;

    bool SiblingIsTrue(string name) => Members.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.True;

    long? SiblingCount(string name) => Members.TryGetValue(name, out var value) && value.ValueKind is JsonValueKind.Number ? CountOf(value) : null;

    /// <summary>A count however it is written (<c>2.0</c> is 2); one too large to ever be reached is the largest.</summary>
    static long? CountOf(JsonElement value) => value.TryGetDouble(out var count) && count >= 0 ? (long)Math.Min(Math.Ceiling(count), int.MaxValue) : null;
}
