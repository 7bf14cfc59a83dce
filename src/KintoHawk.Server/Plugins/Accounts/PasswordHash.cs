using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

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

    /// <summary>A hash of a random password that nobody kept. Verifying against it takes as long as against an account's.</summary>
    public const string Decoy = "$2b$12$h0w8jqRnKZUccOt42MaRduB0Nxyi6miIasnYN8XrkEEK8hBpZ55qS";

    const int Length = 60;
    const int SettingsLength = 29;
    const int MostBytes = 72;

    /// <summary>Hashes a new password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="hash">The hash; null when the password is refused.</param>
    /// <param name="cost">From <see cref="LeastCost"/> to <see cref="MostCost"/>.</param>
    /// <returns>Why the password is refused, or <see cref="PasswordRefusal.None"/>.</returns>
    public static PasswordRefusal Create(string password, out string? hash, int cost = DefaultCost)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, LeastCost);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cost, MostCost);
        hash = null;
        if (Check(password) is not PasswordRefusal.None and var refusal)
            return refusal;
        hash = BCrypt.Net.BCrypt.HashPassword(password, BCrypt.Net.BCrypt.GenerateSalt(cost, 'b'));
        return PasswordRefusal.None;
    }

    /// <summary>Why a new password would be refused, without hashing it.</summary>
    public static PasswordRefusal Check(string password) =>
        Refuse(password) is not PasswordRefusal.None and var refusal ? refusal
        : Encoding.UTF8.GetByteCount(password) > MostBytes ? PasswordRefusal.TooLong
        : PasswordRefusal.None;

    /// <summary>True when the password is the one of the hash. Bytes after the 72nd do not count, as in the implementations that made old hashes.</summary>
    /// <param name="password">The password.</param>
    /// <param name="hash">The stored hash; one that is malformed, or costs more than <see cref="MostCost"/>, belongs to no password.</param>
    public static bool Verify(string password, [NotNullWhen(true)] string? hash)
    {
        if (hash is null || !IsWellFormed(hash) || Refuse(password) is not PasswordRefusal.None)
            return false;
        var computed = BCrypt.Net.BCrypt.HashPassword(password, hash[..SettingsLength]);
        return CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(computed, SettingsLength, Length - SettingsLength),
            Encoding.ASCII.GetBytes(hash, SettingsLength, Length - SettingsLength));
    }

    static PasswordRefusal Refuse(string password)
    {
        if (password.Contains('\0'))
            return PasswordRefusal.HasNul;
        for (var i = 0; i < password.Length; i++)
        {
            if (!char.IsSurrogate(password[i]))
                continue;
            if (i + 1 == password.Length || !char.IsSurrogatePair(password[i], password[i + 1]))
                return PasswordRefusal.NotUnicode;
            i++;
        }

        return PasswordRefusal.None;
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
