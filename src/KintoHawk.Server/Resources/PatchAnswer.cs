using System.Buffers;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Resources;

/// <summary>
/// The short answers to a PATCH, without permissions (kinto-api §12). They compare what callers see of the object before and after, so nothing hidden shows up.
/// A field that was removed has no value to show.
/// </summary>
sealed class PatchAnswer(ResourceRules rules, ResponseBehavior behavior, StoredObject before, JsonElement? sent)
{
    /// <summary>Written at once: what was sent lives no longer than the request.</summary>
    public ApiResponse To(StoredObject after)
    {
        var body = new ArrayBufferWriter<byte>(256);
        var json = new WireWriter(body).StartObject().Name("data").StartObject();
        WriteFields(after, json);
        json.EndObject().EndObject();
        return new ApiResponse(StatusCodes.Status200OK, output => output.Write(body.WrittenSpan)).WithTimestamp(after.LastModified);
    }

    void WriteFields(StoredObject after, WireWriter json)
    {
        if (sent is not { } data)
            return;
        using var old = JsonText.ParseStored(rules.ToJson(before));
        using var current = JsonText.ParseStored(rules.ToJson(after));
        foreach (var (name, value) in JsonMembers.Of(data))
        {
            if (!current.RootElement.TryGetProperty(name, out var now) || AreEqual(old.RootElement.TryGetProperty(name, out var was) ? was : default, now))
                continue;
            if (behavior is ResponseBehavior.Diff && AreEqual(value, now))
                continue;
            json.Name(name).BeginValue();
            JsonText.Write(now, json.Output);
        }
    }

    /// <summary>As the reference compares: a field that is not there equals one that is null.</summary>
    static bool AreEqual(JsonElement left, JsonElement right) =>
        left.ValueKind is JsonValueKind.Undefined ? right.ValueKind is JsonValueKind.Null : FieldValue.FromElement(left).Equals(FieldValue.FromElement(right));
}
