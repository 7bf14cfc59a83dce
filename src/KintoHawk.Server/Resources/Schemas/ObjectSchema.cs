using System.Buffers;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Schemas;

namespace KintoHawk.Server.Resources.Schemas;

/// <summary>A schema that stands in a bucket or collection, made ready for the objects below it.</summary>
sealed class ObjectSchema
{
    // The permissions have this name where the reference validates them together with the data.
    const string Permissions = "__permissions__";

    static readonly string[] _ignored = ["last_modified", Permissions];

    static readonly string[] _ignoredOfRecords = [.. _ignored, "schema"];

    readonly string[] _ignoredFields;
    readonly JsonSchema? _schema;
    readonly SchemaError? _error;
    readonly bool _mentionsId;

    /// <param name="json">The schema as it is stored. It must stay unchanged.</param>
    /// <param name="forRecords">True for schemas of records, which have a stamp of their own in the field <c>schema</c>.</param>
    public ObjectSchema(ReadOnlyMemory<byte> json, bool forRecords)
    {
        _ignoredFields = forRecords ? _ignoredOfRecords : _ignored;
        _mentionsId = MentionsId(json);
        if (!_mentionsId)
            _ignoredFields = [.. _ignoredFields, "id"];
        JsonSchema.TryCompile(WithoutIgnored(json), out _schema, out _error);
    }

    /// <summary>About how many bytes of memory it holds.</summary>
    public long Size => _schema?.Size ?? 1000;

    /// <summary>Checks an object; null when it is valid.</summary>
    /// <param name="data">Its data, without id.</param>
    /// <param name="id">Its id.</param>
    public SchemaError? FindError(ReadOnlyMemory<byte> data, string id)
    {
        if (_schema is null)
            return _error;
        var checkedData = JsonMembers.Without(data.Span, _ignoredFields);
        if (_mentionsId)
        {
            var text = new ArrayBufferWriter<byte>(id.Length + 2);
            JsonText.WriteString(id, text);
            checkedData = JsonMembers.With(checkedData.Span, "id", text.WrittenSpan);
        }

        using var document = JsonText.ParseStored(checkedData);
        return _schema.Validate(document.RootElement);
    }

    static bool MentionsId(ReadOnlyMemory<byte> json)
    {
        using var document = JsonText.ParseStored(json);
        return document.RootElement is { ValueKind: JsonValueKind.Object } schema
            && schema.TryGetProperty("properties", out var properties)
            && properties.ValueKind is JsonValueKind.Object
            && properties.TryGetProperty("id", out _);
    }

    /// <summary>The schema that does not require what is ignored; without <c>required</c> when that leaves nothing.</summary>
    ReadOnlyMemory<byte> WithoutIgnored(ReadOnlyMemory<byte> json)
    {
        using var document = JsonText.ParseStored(json);
        if (document.RootElement.ValueKind is not JsonValueKind.Object
            || !document.RootElement.TryGetProperty("required", out var required)
            || required.ValueKind is not JsonValueKind.Array)
        {
            return json;
        }

        string[] kept = [.. required.EnumerateArray().Where(name => !Array.Exists(_ignoredFields, name.ValueEquals)).Select(static name => name.GetRawText())];
        return kept.Length == 0
            ? JsonMembers.Without(json.Span, "required")
            : JsonMembers.With(json.Span, "required", Encoding.UTF8.GetBytes($"[{string.Join(',', kept)}]"));
    }
}
