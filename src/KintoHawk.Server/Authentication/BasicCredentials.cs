using System.Buffers.Text;
using System.Text;

namespace KintoHawk.Server.Authentication;

/// <summary>A name and a password from an <c>Authorization: Basic</c> header. Never prints the password.</summary>
sealed class BasicCredentials
{
    static readonly UTF8Encoding _strict = new(false, true);

    BasicCredentials(string name, string password)
    {
        Name = name;
        Password = password;
    }

    public string Name { get; }

    public string Password { get; }

    /// <summary>The credentials of a header; null when it is of another scheme or unusable. UTF-8 first, else Latin-1 (kinto-plugins §1).</summary>
    public static BasicCredentials? TryParse(string? authorization)
    {
        const string Scheme = "Basic ";
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var encoded = authorization.AsSpan(Scheme.Length).Trim();
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(encoded.Length)];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var length))
            return null;
        string text;
        try
        {
            text = _strict.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            text = Encoding.Latin1.GetString(bytes, 0, length);
        }

        var colon = text.IndexOf(':');
        return colon < 0 ? null : new BasicCredentials(text[..colon], text[(colon + 1)..]);
    }

    public override string ToString() => Name;
}
