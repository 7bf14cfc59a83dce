using System.Collections.Concurrent;
using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>Every secret that went over the wire: what must not be found anywhere else.</summary>
sealed class SecretsSeen
{
    public const int MinLength = 10;

    readonly ConcurrentDictionary<string, byte> _secrets = new(StringComparer.Ordinal);

    public ICollection<string> All => _secrets.Keys;

    /// <summary>Adds a secret that is long enough to be told from ordinary text.</summary>
    public void Add(string? secret)
    {
        if (secret?.Length >= MinLength)
            _secrets[secret] = 0;
    }

    /// <summary>Adds the passwords that accounts are made with.</summary>
    public void AddPasswords(JsonElement? body)
    {
        if (body is not { } json)
            return;
        foreach (var password in PasswordsIn(json))
            Add(password);
    }

    static IEnumerable<string> PasswordsIn(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(static member =>
            member.Name == "password" && member.Value.ValueKind is JsonValueKind.String ? [member.Value.GetString()!] : PasswordsIn(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(PasswordsIn),
        _ => [],
    };
}
