using System.Text.Json.Serialization;

namespace KintoHawk.Cli.Sessions;

/// <summary>What <c>login</c> leaves for the commands after it.</summary>
sealed class StoredSession
{
    /// <summary>The URL of the API with its version, without slash at the end.</summary>
    [JsonPropertyName("server")]
    public required string Server { get; init; }

    [JsonPropertyName("user")]
    public required string User { get; init; }

    /// <summary>The session token: a secret.</summary>
    [JsonPropertyName("token")]
    public required string Token { get; init; }

    /// <summary>The server, and nothing secret.</summary>
    public override string ToString() => $"{User} at {Server}";
}

[JsonSerializable(typeof(StoredSession))]
[JsonSourceGenerationOptions(WriteIndented = true)]
sealed partial class StoredSessionJson : JsonSerializerContext;
