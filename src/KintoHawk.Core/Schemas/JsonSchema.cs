using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// A compiled JSON schema of draft 4, 6, 7, 2019-09 or 2020-12. Compiled once, it is used from any number of threads. <c>format</c> and the
/// <c>content</c> keywords are annotations and check nothing. Validation is bounded in steps, depth and time, whatever the schema says.
/// </summary>
public sealed class JsonSchema
{
    /// <summary>The longest schema, in bytes: checking and compiling it takes time that grows with it.</summary>
    public const int MaxLength = 262_144;

    /// <summary>How many steps a validation may take, however small the value. A step is one keyword applied to one value.</summary>
    internal const long BaseSteps = 500_000;

    /// <summary>Further steps for each byte of the value: the work that grows with it.</summary>
    internal const long StepsPerByte = 4;

    // Measured on schemas as people write them, rounded up.
    const long SizePerByte = 40;
    const long SizePerPattern = 20_000;

    // A metaschema looks at every word of a schema in several ways, but never twice in the same.
    const long SyntaxStepsPerByte = 100;

    static readonly Lazy<SchemaNode>[] _metaschemas = [.. Enum.GetValues<SchemaDraft>().Select(static draft => new Lazy<SchemaNode>(() => CompileMetaschema(draft)))];

    readonly SchemaNode _root;

    JsonSchema(SchemaNode root, long size)
    {
        _root = root;
        Size = size;
    }

    /// <summary>The draft that the schema is read by.</summary>
    public SchemaDraft Draft => _root.Resource.Dialect.Draft;

    /// <summary>About how many bytes of memory it takes, and will take with its patterns made ready.</summary>
    public long Size { get; }

    /// <summary>Compiles a schema.</summary>
    /// <param name="json">The schema, JSON text. It must stay unchanged.</param>
    /// <param name="schema">The compiled schema.</param>
    /// <param name="error">Why it could not be compiled: not JSON, too long, or not valid under the metaschema of its draft.</param>
    /// <param name="documents">What its references may name besides itself; null for the metaschemas only.</param>
    /// <param name="draft">The draft of a schema whose <c>$schema</c> does not name one.</param>
    public static bool TryCompile(
        ReadOnlyMemory<byte> json, [NotNullWhen(true)] out JsonSchema? schema, [NotNullWhen(false)] out SchemaError? error,
        SchemaDocuments? documents = null, SchemaDraft draft = SchemaDraft.Draft202012)
    {
        schema = null;
        error = null;
        if (json.Length > MaxLength)
        {
            error = TooLong();
            return false;
        }

        JsonDocument parsed;
        try
        {
            parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonText.MaxDepth });
        }
        catch (JsonException malformed)
        {
            error = new SchemaError(SchemaFailure.InvalidSchema, malformed.Message, []);
            return false;
        }

        documents ??= SchemaDocuments.Metaschemas;
        var root = parsed.RootElement;
        var dialect = documents.DialectOf(root) ?? new SchemaDialect(draft);
        error = CheckSyntax(root, dialect.Draft);
        if (error is not null)
            return false;
        var document = new SchemaDocument(json, root, "", dialect);
        var compiler = new SchemaCompiler(documents.With(document), checksRegexFormat: false);
        schema = new JsonSchema(compiler.Compile(document.Root), (json.Length * SizePerByte) + (compiler.PatternCount * SizePerPattern));
        return true;
    }

    /// <summary>Checks a schema against the metaschema of a draft.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="draft">The draft, whatever its <c>$schema</c> says.</param>
    /// <returns>Null when it is valid.</returns>
    public static SchemaError? CheckSyntax(JsonElement schema, SchemaDraft draft)
    {
        if (JsonMarshal.GetRawUtf8Value(schema).Length > MaxLength)
            return TooLong();
        var found = Run(_metaschemas[(int)draft].Value, schema, SyntaxStepsPerByte);
        return found is null || found.Failure is not SchemaFailure.InvalidValue
            ? found
            : new SchemaError(SchemaFailure.InvalidSchema, found.Message, found.Path, found.Keyword, found.Field);
    }

    /// <summary>Checks a value against the schema.</summary>
    /// <param name="value">The value.</param>
    /// <returns>Null when it is valid.</returns>
    public SchemaError? Validate(JsonElement value) => Run(_root, value, StepsPerByte);

    static SchemaError TooLong() => new(SchemaFailure.LimitExceeded, $"The schema is longer than {MaxLength} bytes", []);

    static SchemaError? Run(SchemaNode root, JsonElement value, long stepsPerByte)
    {
        var evaluation = new Evaluation(BaseSteps + (stepsPerByte * JsonMarshal.GetRawUtf8Value(value).Length));
        root.Accepts(new SchemaValue(value), evaluation, null);
        return evaluation.Error;
    }

    static SchemaNode CompileMetaschema(SchemaDraft draft)
    {
        var documents = SchemaDocuments.Metaschemas;
        if (!documents.TryFind(MetaschemaFiles.UriOf(draft), out var resource))
            throw new InvalidOperationException($"The metaschema of {draft} is not embedded.");
        return new SchemaCompiler(documents, checksRegexFormat: true).Compile(resource);
    }
}
