using System.Text;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources.Schemas;

namespace KintoHawk.Server.Resources;

/// <summary>
/// Records satisfy the schema of their collection and that of the bucket, and say which revision of the collection's schema they satisfy
/// (kinto-api §21).
/// </summary>
sealed class RecordRules(ObjectIdRule idRule, SchemaChecks schemas) : ResourceRules(Resource.Record, idRule)
{
    public override ReadOnlyMemory<byte> Complete(ApiRequest request, ObjectView view, ReadOnlyMemory<byte> data, List<ValidationError> errors)
    {
        if (!schemas.IsEnabled || view.Parent is not { } collection)
            return data;
        if (schemas.Satisfies(data, view.Path.Id, collection, "schema"u8, forRecords: true, errors))
            data = JsonMembers.With(data.Span, "schema", Encoding.ASCII.GetBytes(collection.LastModified.ToString()));
        if (errors.Count == 0)
            schemas.Satisfies(data, view.Path.Id, view.Ancestors[0], "record:schema"u8, forRecords: true, errors);
        return data;
    }
}
