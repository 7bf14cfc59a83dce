using System.Globalization;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources.Schemas;

namespace KintoHawk.Server.Resources;

/// <summary>A collection may have a schema for its records, and say how long they may be cached (<c>cache_expires</c>, kinto-api §21).</summary>
sealed class CollectionRules(ObjectIdRule idRule, SchemaChecks schemas) : ResourceRules(Resource.Collection, idRule)
{
    public override ReadOnlyMemory<byte> Complete(ApiRequest request, ObjectView view, ReadOnlyMemory<byte> data, List<ValidationError> errors)
    {
        using var document = JsonText.ParseStored(data);
        if (IsPatch(request))
            CheckData(document.RootElement, "", errors);
        if (errors.Count > 0)
            return data;
        if (document.RootElement.TryGetProperty("cache_expires", out var lifetime) && lifetime.ValueKind is JsonValueKind.String && TryRead(lifetime, out var seconds))
            data = JsonMembers.With(data.Span, "cache_expires", Encoding.ASCII.GetBytes(seconds.ToString()));
        schemas.Satisfies(data, view.Path.Id, view.Parent, "collection:schema"u8, forRecords: false, errors);
        return data;
    }

    protected override void CheckData(JsonElement data, string prefix, List<ValidationError> errors)
    {
        SchemaChecks.CheckSyntax(data, "schema", prefix, errors);
        if (!data.TryGetProperty("cache_expires", out var lifetime))
            return;
        if (!TryRead(lifetime, out var seconds))
            errors.Add(new ValidationError("body", prefix + "cache_expires", $"\"{ObjectBody.Shown(lifetime)}\" is not a number"));
        else if (seconds < 0)
            errors.Add(new ValidationError("body", prefix + "cache_expires", $"{seconds} is less than minimum value 0"));
    }

    static bool TryRead(JsonElement value, out long seconds)
    {
        seconds = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt64(out seconds),
            JsonValueKind.String => long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out seconds),
            _ => false,
        };
    }
}
