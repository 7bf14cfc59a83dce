using System.Buffers;

namespace Hawk.Wire;

/// <summary>The characters an attribute value may have: 0x20 to 0x7E without the quote and the backslash (section 3.2).</summary>
static class AttributeText
{
    static readonly SearchValues<char> Allowed = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    internal static bool IsValid(ReadOnlySpan<char> value) => !value.IsEmpty && !value.ContainsAnyExcept(Allowed);

    /// <summary>How many characters from the start on a value may have.</summary>
    internal static int ValidLength(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Allowed) is >= 0 and var length ? length : text.Length;

    internal static void ThrowIfInvalid(string value, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(value, parameterName);
        if (!IsValid(value))
            throw new ArgumentException("A Hawk attribute is printable ASCII without quote and backslash, and not empty.", parameterName);
    }
}
