using System.Security.Cryptography;

namespace KintoHawk.Core.Objects;

/// <summary>Which ids a kind of object accepts, and how one is made when the client gives none.</summary>
public sealed class ObjectIdRule
{
    const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    readonly Func<string, bool> _accepts;
    readonly Func<string>? _generate;

    ObjectIdRule(Func<string, bool> accepts, Func<string>? generate)
    {
        _accepts = accepts;
        _generate = generate;
    }

    /// <summary>Names: a letter or digit, then letters, digits, <c>_</c> and <c>-</c>; made of eight characters.</summary>
    public static ObjectIdRule Name { get; } = new(static id => Matches(id, "_-", ""), NewName);

    /// <summary>The same names, but a lower-case version 4 UUID is made.</summary>
    public static ObjectIdRule RelaxedUuid { get; } = new(static id => Matches(id, "_-", ""), NewUuid);

    /// <summary>Only lower-case UUIDs, of any version; one of version 4 is made.</summary>
    public static ObjectIdRule Uuid4 { get; } = new(IsUuid, NewUuid);

    /// <summary>Account names: as names, and also <c>+</c>, <c>.</c>, <c>@</c> after the first character; never made by the server.</summary>
    public static ObjectIdRule Account { get; } = new(static id => Matches(id, "_-+.@", ""), null);

    /// <summary>True when the server can make an id itself.</summary>
    public bool CanGenerate => _generate is not null;

    /// <summary>True when the id is allowed.</summary>
    public bool Accepts(string id) => _accepts(id);

    /// <summary>Makes a new id.</summary>
    /// <exception cref="InvalidOperationException">The client must choose the id (<see cref="CanGenerate"/> is false).</exception>
    public string Generate() => _generate is null ? throw new InvalidOperationException("The id must be chosen by the client.") : _generate();

    static bool Matches(string id, string alsoAfterFirst, string alsoFirst)
    {
        if (id.Length == 0 || !(char.IsAsciiLetterOrDigit(id[0]) || alsoFirst.Contains(id[0])))
            return false;
        foreach (var c in id.AsSpan(1))
            if (!char.IsAsciiLetterOrDigit(c) && !alsoAfterFirst.Contains(c))
                return false;
        return true;
    }

    static bool IsUuid(string id)
    {
        if (id.Length != 36)
            return false;
        for (var i = 0; i < 36; i++)
        {
            var ok = i switch
            {
                8 or 13 or 18 or 23 => id[i] == '-',
                _ => char.IsAsciiHexDigitLower(id[i]),
            };
            if (!ok)
                return false;
        }

        return true;
    }

    static string NewUuid() => Guid.NewGuid().ToString();

    static string NewName() => RandomNumberGenerator.GetString(Alphanumerics, 1) + RandomNumberGenerator.GetString(Alphanumerics + "-_", 7);
}
