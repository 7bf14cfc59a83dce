using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Hawk;
using KintoHawk.Cli.Sessions;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>A session token in a file: the token and nothing else, or what <c>kintohawk login</c> has kept.</summary>
static class SessionTokenFile
{
    public const string Accepted = "accepted: 64 hexadecimal digits";

    public static bool TryRead(string file, [NotNullWhen(true)] out HawkSession? session, [NotNullWhen(false)] out string? refusal)
    {
        session = null;
        if (!Source.TryReadBytes(file, out var bytes, out refusal))
            return false;
        var token = Encoding.UTF8.GetString(bytes).Trim();
        if (token is ['{', ..])
            token = TokenOf(bytes);
        if (!HawkSession.TryFromToken(token, out session))
            refusal = $"{Source.Name(file)} holds no session token; {Accepted}.";
        CryptographicOperations.ZeroMemory(bytes);
        return session is not null;
    }

    static string? TokenOf(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoredSessionJson.Default.StoredSession)?.Token;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
