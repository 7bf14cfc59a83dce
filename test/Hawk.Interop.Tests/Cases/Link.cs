using System.Buffers.Text;
using System.Text;

namespace Hawk.Interop.Tests;

/// <summary>Puts bewits into targets, and takes them apart.</summary>
static class Link
{
    /// <summary>The target with the bewit at the end of its query.</summary>
    public static string Append(string target, string bewit) => $"{target}{(target.Contains('?') ? '&' : '?')}bewit={bewit}";

    /// <summary>The bewit with one of its parts (id, expiry, mac, ext) replaced.</summary>
    public static string Replace(string bewit, int part, string value)
    {
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(bewit)).Split('\\');
        parts[part] = value;
        return Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Join('\\', parts)));
    }
}
