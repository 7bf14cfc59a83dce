using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Schemas;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources.Schemas;

/// <summary>
/// JSON schemas of buckets and collections (kinto-api §21): that they are schemas is checked when they are written, always; that objects
/// satisfy them only when the setting says so.
/// </summary>
/// <param name="isEnabled">Setting <c>experimental_collection_schema_validation</c>.</param>
sealed class SchemaChecks(bool isEnabled)
{
    readonly SchemaCache _cache = new();

    /// <summary>True when objects are checked.</summary>
    public bool IsEnabled => isEnabled;

    /// <summary>Checks that a member, if it is there, is a schema of draft 7.</summary>
    /// <param name="data">The data of a bucket or collection.</param>
    /// <param name="member">The member.</param>
    /// <param name="prefix">What stands before its name in an error.</param>
    /// <param name="errors">What is wrong is added here.</param>
    public static void CheckSyntax(JsonElement data, string member, string prefix, List<ValidationError> errors)
    {
        if (!data.TryGetProperty(member, out var schema))
            return;
        if (schema.ValueKind is not JsonValueKind.Object)
            errors.Add(new ValidationError("body", prefix + member, ObjectBody.NotAMapping(schema)));
        else if (JsonSchema.CheckSyntax(schema, SchemaDraft.Draft7) is { } error)
            errors.Add(new ValidationError("body", prefix + member, DescriptionOf(error)));
    }

    /// <summary>Checks an object against the schema that a parent has for it, if there is one.</summary>
    /// <param name="data">The data about to be stored.</param>
    /// <param name="id">The object's id.</param>
    /// <param name="parent">The bucket or collection; null when there is none.</param>
    /// <param name="member">Where it has the schema.</param>
    /// <param name="forRecords">True for records.</param>
    /// <param name="errors">What is wrong is added here.</param>
    /// <returns>False when there is no schema or the object does not satisfy it.</returns>
    public bool Satisfies(ReadOnlyMemory<byte> data, string id, StoredObject? parent, ReadOnlySpan<byte> member, bool forRecords, List<ValidationError> errors)
    {
        if (!isEnabled || parent is null || !JsonSplice.TryGetMember(parent.Data.Span, member, out var found))
            return false;
        parent.Data.Span.Overlaps(found, out var start);
        var error = _cache.Get(parent.Data.Slice(start, found.Length), forRecords).FindError(data, id);
        if (error is null)
            return true;
        errors.Add(new ValidationError("body", NameOf(error), error.Failure is SchemaFailure.InvalidSchema ? DescriptionOf(error) : error.Message));
        return false;
    }

    // The failing word of the schema is directly followed by the text, as the reference has it.
    static string DescriptionOf(SchemaError error) => (error.Path.Count > 0 ? error.Path[^1] : "") + error.Message;

    static string NameOf(SchemaError error) => error.Failure switch
    {
        SchemaFailure.InvalidValue => error.Field,
        SchemaFailure.LimitExceeded when error.Field.Length > 0 => error.Field,
        _ => "schema",
    };
}
