using System.Runtime.CompilerServices;

namespace Hawk.Wire;

/// <summary>
/// Writes the three Hawk fields, attributes in the order the reference implementation writes them. They grow on the stack, and in a pooled buffer
/// beyond that: the field is the only thing allocated.
/// </summary>
static class HeaderText
{
    const int StackLimit = 256;

    internal static string Authorization(HawkAuthorization authorization, ReadOnlySpan<char> mac)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, provider: null, stackalloc char[StackLimit]);
        text.AppendLiteral("Hawk");
        Append(ref text, "id", authorization.Id);
        Append(ref text, "ts", authorization.TimestampText);
        Append(ref text, "nonce", authorization.Nonce);
        Append(ref text, "hash", authorization.Hash);
        Append(ref text, "ext", authorization.Ext);
        Append(ref text, "mac", mac);
        Append(ref text, "app", authorization.App);
        Append(ref text, "dlg", authorization.Dlg);
        return text.ToStringAndClear();
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
}
