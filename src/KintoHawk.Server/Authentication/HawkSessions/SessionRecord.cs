using System.Text.Json.Serialization;

namespace KintoHawk.Server.Authentication.HawkSessions;

/// <summary>A session as the cache holds it: the members of kinto-hawk, and the slot of the account's list it stands in.</summary>
sealed record SessionRecord
{
    [JsonPropertyName("key")]
    public required string Key { get; init; }

    [JsonPropertyName("algorithm")]
    public string Algorithm { get; init; } = "sha256";

    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    [JsonPropertyName("slot")]
    public int? Slot { get; init; }

    /// <summary>Names nobody's key.</summary>
    public override string ToString() => $"session of {UserId}";
}

/// <summary>One place of an account's list of sessions.</summary>
sealed record SessionSlot
{
    /// <summary>The public name of the session: opaque, and useless for signing.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>The cache key of the session.</summary>
    [JsonPropertyName("session")]
    public required string CacheKey { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    [JsonPropertyName("created")]
    public required long Created { get; init; }

    /// <summary>Milliseconds since 1970, up to <see cref="SessionStore.UseInterval"/> behind; kept in an entry of its own.</summary>
    [JsonIgnore]
    public long LastUsed { get; init; }

    [JsonPropertyName("user_agent")]
    public string? UserAgent { get; init; }
}

[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(SessionSlot))]
[JsonSerializable(typeof(string))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
sealed partial class SessionJson : JsonSerializerContext;
