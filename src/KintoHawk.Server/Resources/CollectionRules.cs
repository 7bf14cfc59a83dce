using System.Globalization;
using System.Text;
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
        if (!TryRead(value, out var seconds))
            errors.Add(new ValidationError("body", "data.cache_expires", $"\"{ObjectBody.Shown(value)}\" is not a number"));
        else if (seconds < 0)
            errors.Add(new ValidationError("body", "data.cache_expires", $"{seconds} is less than minimum value 0"));
        else if (value.ValueKind is JsonValueKind.String)
            return JsonMembers.With(data.Span, "cache_expires", Encoding.UTF8.GetBytes(seconds.ToString()));
        return data;
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
