using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources.Schemas;

namespace KintoHawk.Server.Resources;

/// <summary>A bucket may have schemas for what is in it (kinto-api §21).</summary>
sealed class BucketRules(ObjectIdRule idRule) : ResourceRules(Resource.Bucket, idRule)
{
    static readonly string[] _schemas = ["collection:schema", "group:schema", "record:schema"];

    public override ReadOnlyMemory<byte> Complete(ApiRequest request, ObjectView view, ReadOnlyMemory<byte> data, List<ValidationError> errors)
    {
        if (IsPatch(request))
        {
            using var document = JsonText.ParseStored(data);
            CheckData(document.RootElement, "", errors);
        }

        return data;
    }

    protected override void CheckData(JsonElement data, string prefix, List<ValidationError> errors)
    {
        foreach (var schema in _schemas)
            SchemaChecks.CheckSyntax(data, schema, prefix, errors);
    }
}
