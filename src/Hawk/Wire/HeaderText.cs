using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Hawk.Wire;

/// <summary>
/// Writes the three Hawk fields, attributes in the order the reference implementation writes them. They grow on the stack, and in a pooled buffer
/// beyond that: the field is the only thing allocated.
/// </summary>
static class HeaderText
{
    const int StackLimit = 256;

    /// <summary>How long the header will be; it may be more than a header may have.</summary>
    internal static int AuthorizationLength(HawkAuthorization authorization, HawkCredential credential, int nonceLength) =>
        NonceStart(authorization) + nonceLength + 1
        + Length("hash", authorization.Hash)
        + Length("ext", authorization.Ext)
        + ", mac=\"\"".Length + MacLength(credential)
        + Length("app", authorization.App)
        + Length("dlg", authorization.Dlg);

    /// <summary>Where the nonce stands in the header, which begins with the id, the time and the nonce.</summary>
    internal static int NonceStart(HawkAuthorization authorization) =>
        "Hawk".Length - 1 + Length("id", authorization.Id) + Length("ts", authorization.TimestampText) + ", nonce=\"".Length;

    /// <summary>
    /// Makes the nonce, if none is given, and the MAC, and writes both and everything else where it stays: signing is measured by the nanosecond, and the
    /// header is the only thing made.
    /// </summary>
    internal static string Authorization(HawkAuthorization authorization, HawkCredential credential, int length, string? nonce) =>
        string.Create(length, new Signing(authorization, credential, nonce), static (text, signing) =>
        {
            var request = signing.Request;
            "Hawk".CopyTo(text);
            var rest = text["Hawk".Length..];
            Write(ref rest, " id=\"", request.Id);
            Write(ref rest, ", ts=\"", request.TimestampText);
            var ownNonce = signing.Nonce is { } given ? Write(ref rest, ", nonce=\"", given) : Begin(ref rest, ", nonce=\"", Nonces.TextLength);
            if (signing.Nonce is null)
                Nonces.Write(ownNonce);
            Write(ref rest, ", hash=\"", request.Hash);
            Write(ref rest, ", ext=\"", request.Ext);
            var mac = Begin(ref rest, ", mac=\"", MacLength(signing.Credential));
            Write(ref rest, ", app=\"", request.App);
            Write(ref rest, ", dlg=\"", request.Dlg);
            Mac.Write(signing.Credential, new AuthorizationText(SignedText.Header, request, ownNonce, request.Hash, request.Ext), mac);
        });

    internal static string ServerAuthorization(string mac, string? hash, string? ext)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, provider: null, stackalloc char[StackLimit]);
        text.AppendLiteral("Hawk");
        Append(ref text, "mac", mac);
        Append(ref text, "hash", hash);
        Append(ref text, "ext", ext);
        return text.ToStringAndClear();
    }

    /// <summary>The attributes first, the error last (section 13).</summary>
    internal static string Challenge(string? error, ReadOnlySpan<KeyValuePair<string, string>> attributes)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, provider: null, stackalloc char[StackLimit]);
        text.AppendLiteral("Hawk");
        foreach (var (name, value) in attributes)
            Append(ref text, name, value);
        Append(ref text, "error", error);
        return text.ToStringAndClear();
    }

    static int MacLength(HawkCredential credential) => Base64.GetMaxEncodedToUtf8Length(credential.MacSize);

    static int Length(string name, ReadOnlySpan<char> value) => value.IsEmpty ? 0 : ", =\"\"".Length + name.Length + value.Length;

    static Span<char> Write(ref Span<char> rest, string begin, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
            return default;
        var written = Begin(ref rest, begin, value.Length);
        value.CopyTo(written);
        return written;
    }

    /// <summary>Writes everything but the value, and leaves room for it.</summary>
    static Span<char> Begin(ref Span<char> rest, string begin, int length)
    {
        begin.CopyTo(rest);
        var value = rest.Slice(begin.Length, length);
        rest[begin.Length + length] = '"';
        rest = rest[(begin.Length + length + 1)..];
        return value;
    }

    static void Append(ref DefaultInterpolatedStringHandler text, string name, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
            return;
        text.AppendLiteral(text.Text.Length == "Hawk".Length ? " " : ", ");
        text.AppendLiteral(name);
        text.AppendLiteral("=\"");
        text.AppendFormatted(value);
        text.AppendLiteral("\"");
    }

    /// <summary>What is known before the header is written.</summary>
    readonly record struct Signing(HawkAuthorization Request, HawkCredential Credential, string? Nonce);
}
