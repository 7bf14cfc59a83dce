using System.Globalization;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Resources;

/// <summary>A collection may say how long its records may be cached (<c>cache_expires</c>, kinto-api §21).</summary>
sealed class CollectionRules(ObjectIdRule idRule) : ResourceRules(Resource.Collection, idRule)
{
    public override ReadOnlyMemory<byte> Complete(ReadOnlyMemory<byte> data, List<ValidationError> errors)
    {
        if (!JsonSplice.TryGetMember(data.Span, "cache_expires"u8, out var raw))
            return data;
        using var document = JsonText.ParseStored(raw.ToArray());
        var value = document.RootElement;
        if (value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _))
            return data;
        if (value.ValueKind is JsonValueKind.String && long.TryParse(value.GetString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds))
            return JsonMembers.With(data.Span, "cache_expires", System.Text.Encoding.UTF8.GetBytes(seconds.ToString()));
        errors.Add(new ValidationError("body", "data.cache_expires", $"{value.GetRawText()} is not a number"));
        return data;
    }
}
