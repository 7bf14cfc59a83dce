using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using KintoHawk.Core.Json;

namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>Passwords as the reference stores them: 60 characters of bcrypt over the UTF-8 form.</summary>
/// <remarks>
/// <code>
/// $2b$12$  22 characters of salt  31 characters of digest
/// made     $2b$
/// read     $2a$, $2b$, $2y$, which differ in the name only for passwords without NUL and below 256 bytes
/// </code>
/// </remarks>
static class PasswordHash
{
    /// <summary>The cost of new hashes, that of the reference. One hash takes 2 to the power of it rounds.</summary>
    public const int DefaultCost = 12;

    /// <summary>The lowest cost that bcrypt defines.</summary>
    public const int LeastCost = 4;

    /// <summary>The highest cost that is verified: some seconds of one processor. A stored hash can name up to 31, which takes days.</summary>
    public const int MostCost = 16;

    const int Length = 60;
    const int SettingsLength = 29;
    const int MostBytes = 72;

    /// <summary>Why a password cannot be stored, for whoever chose it; null when it can be.</summary>
    public static string? Refuse(string password) =>
        Encoding.UTF8.GetByteCount(password) > MostBytes ? $"Longer than {MostBytes} bytes"
        : password.Contains('\0') ? "Has a NUL character"
        : UnicodeText.IsWellFormed(password) ? null
        : "Has half of a surrogate pair";

    /// <summary>Hashes a new password.</summary>
    /// <param name="password">The password; one that <see cref="Refuse"/> accepts.</param>
    /// <param name="cost">From <see cref="LeastCost"/> to <see cref="MostCost"/>.</param>
    /// <exception cref="ArgumentException"><see cref="Refuse"/> was not asked.</exception>
    public static string Create(string password, int cost = DefaultCost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, LeastCost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, MostCost);
        if (Refuse(password) is { } reason)
            throw new ArgumentException($"The password cannot be stored: {reason}.", nameof(password));
        return BCrypt.Net.BCrypt.HashPassword(password, BCrypt.Net.BCrypt.GenerateSalt(cost, 'b'));
    }

    /// <summary>True when the password is the one of the hash. Bytes after the 72nd do not count, as in the implementations that made old hashes.</summary>
    /// <param name="password">The password.</param>
    /// <param name="hash">The stored hash; one that is malformed, or costs more than <see cref="MostCost"/>, belongs to no password.</param>
    public static bool Verify(string password, [NotNullWhen(true)] string? hash)
    {
        if (hash is null || !IsWellFormed(hash) || password.Contains('\0') || !UnicodeText.IsWellFormed(password))
            return false;
        var computed = BCrypt.Net.BCrypt.HashPassword(password, hash[..SettingsLength]);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(computed, SettingsLength, Length - SettingsLength),
            Encoding.ASCII.GetBytes(hash, SettingsLength, Length - SettingsLength));
    }

    static bool IsWellFormed(string hash)
    {
        if (hash.Length != Length || !hash.StartsWith("$2", StringComparison.Ordinal) || hash[2] is not ('a' or 'b' or 'y') || hash[3] != '$' || hash[6] != '$')
            return false;
        if (!char.IsAsciiDigit(hash[4]) || !char.IsAsciiDigit(hash[5]) || ((hash[4] - '0') * 10) + hash[5] - '0' is < LeastCost or > MostCost)
            return false;
        foreach (var c in hash.AsSpan(7))
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '/'))
                return false;
        return true;
    }
}
