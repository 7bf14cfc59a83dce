using System.Runtime.CompilerServices;

namespace Hawk.Wire;

/// <summary>
/// Writes the three Hawk fields, attributes in the order the reference implementation writes them. They grow on the stack, and in a pooled buffer
/// beyond that: the field is the only thing allocated.
/// </summary>
static class HeaderText
{
    const int StackLimit = 256;

    /// <summary>Signing is measured by the nanosecond: this one is written where it stays, at its exact length.</summary>
    internal static string Authorization(HawkAuthorization authorization, ReadOnlySpan<char> mac)
    {
        var length = "Hawk".Length - 1 // the first attribute comes after a blank, without a comma
            + Length("id", authorization.Id)
            + Length("ts", authorization.TimestampText)
            + Length("nonce", authorization.Nonce)
            + Length("hash", authorization.Hash)
            + Length("ext", authorization.Ext)
            + Length("mac", mac)
            + Length("app", authorization.App)
            + Length("dlg", authorization.Dlg);
        return string.Create(length, new Signed(authorization, mac), static (text, signed) =>
        {
            "Hawk".CopyTo(text);
            var rest = text["Hawk".Length..];
            Write(ref rest, " id=\"", signed.Request.Id);
            Write(ref rest, ", ts=\"", signed.Request.TimestampText);
            Write(ref rest, ", nonce=\"", signed.Request.Nonce);
            Write(ref rest, ", hash=\"", signed.Request.Hash);
            Write(ref rest, ", ext=\"", signed.Request.Ext);
            Write(ref rest, ", mac=\"", signed.Mac);
            Write(ref rest, ", app=\"", signed.Request.App);
            Write(ref rest, ", dlg=\"", signed.Request.Dlg);
        });
    }

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

    static int Length(string name, ReadOnlySpan<char> value) => value.IsEmpty ? 0 : ", =\"\"".Length + name.Length + value.Length;

    static void Write(ref Span<char> rest, string begin, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
            return;
        begin.CopyTo(rest);
        value.CopyTo(rest[begin.Length..]);
        rest[begin.Length + value.Length] = '"';
        rest = rest[(begin.Length + value.Length + 1)..];
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

    readonly ref struct Signed(HawkAuthorization request, ReadOnlySpan<char> mac)
    {
        internal HawkAuthorization Request { get; } = request;

        internal ReadOnlySpan<char> Mac { get; } = mac;
    }
}
