using System.Text;

namespace Hawk.Wire;

/// <summary>Writes the three Hawk fields, attributes in the order the reference implementation writes them.</summary>
static class HeaderText
{
    internal static string Authorization(HawkAuthorization authorization, string mac)
    {
        var text = new StringBuilder("Hawk", 256);
        Append(text, "id", authorization.Id);
        Append(text, "ts", authorization.TimestampText);
        Append(text, "nonce", authorization.Nonce);
        Append(text, "hash", authorization.Hash);
        Append(text, "ext", authorization.Ext);
        Append(text, "mac", mac);
        Append(text, "app", authorization.App);
        Append(text, "dlg", authorization.Dlg);
        return text.ToString();
    }

    internal static string ServerAuthorization(string mac, string? hash, string? ext)
    {
        var text = new StringBuilder("Hawk", 192);
        Append(text, "mac", mac);
        Append(text, "hash", hash);
        Append(text, "ext", ext);
        return text.ToString();
    }

    /// <summary>The attributes first, the error last (section 13).</summary>
    internal static string Challenge(string? error, ReadOnlySpan<KeyValuePair<string, string>> attributes)
    {
        var text = new StringBuilder("Hawk", 128);
        foreach (var (name, value) in attributes)
            Append(text, name, value);
        Append(text, "error", error);
        return text.ToString();
    }

    static void Append(StringBuilder text, string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        text.Append(text.Length == "Hawk".Length ? " " : ", ").Append(name).Append("=\"").Append(value).Append('"');
    }
}
