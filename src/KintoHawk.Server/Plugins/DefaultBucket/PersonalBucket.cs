using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Server.Authentication;

namespace KintoHawk.Server.Plugins.DefaultBucket;

/// <summary>The bucket that belongs to one user: its id, and how requests name it (kinto-plugins §2).</summary>
static class PersonalBucket
{
    /// <summary>What stands for the id in paths and in <c>data.id</c>.</summary>
    public const string Alias = "default";

    /// <summary>
    /// The id: the first 32 hexadecimal digits of a digest of the user id, written as a UUID. The reference uses the empty key when no secret is set;
    /// so does this, or users would lose their buckets.
    /// </summary>
    /// <param name="secret">The setting <c>default_bucket_hmac_secret</c>.</param>
    /// <param name="userId">The prefixed user id, for example <c>account:alice</c>.</param>
    public static string IdOf(string secret, string userId) =>
        Guid.ParseExact(KeyedDigest.Of(secret, userId).AsSpan(0, 32), "N").ToString("D", CultureInfo.InvariantCulture);

    /// <summary>The body with the alias replaced by the id wherever it stands in <c>data.id</c>; the body itself when it does not.</summary>
    public static JsonElement WithId(JsonElement body, string bucketId)
    {
        if (body.ValueKind is not JsonValueKind.Object
            || !body.TryGetProperty("data", out var data) || data.ValueKind is not JsonValueKind.Object
            || !data.TryGetProperty("id", out var id) || id.ValueKind is not JsonValueKind.String
            || !id.GetString()!.Contains(Alias, StringComparison.Ordinal))
            return body;
        var quoted = $"\"{JsonEncodedText.Encode(id.GetString()!.Replace(Alias, bucketId, StringComparison.Ordinal))}\"";
        var replaced = JsonMembers.With(JsonMarshal.GetRawUtf8Value(data), "id", Encoding.UTF8.GetBytes(quoted));
        using var document = JsonText.ParseStored(JsonMembers.With(JsonMarshal.GetRawUtf8Value(body), "data", replaced.Span));
        return document.RootElement.Clone();
    }
}
