namespace KintoHawk.Server.Plugins.Accounts;

/// <summary>Why a password cannot be stored.</summary>
enum PasswordRefusal
{
    /// <summary>It can be.</summary>
    None,

    /// <summary>It is longer than the 72 bytes that bcrypt looks at; the rest would not protect anything.</summary>
    TooLong,

    /// <summary>It has a NUL, where implementations of bcrypt stop reading.</summary>
    HasNul,

    /// <summary>It has half of a surrogate pair, which has no UTF-8 form.</summary>
    NotUnicode,
}
