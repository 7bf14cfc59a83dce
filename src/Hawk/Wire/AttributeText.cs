using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hawk.Wire;

/// <summary>The characters an attribute value may have: 0x20 to 0x7E without the quote and the backslash (section 3.2).</summary>
static class AttributeText
{
    static readonly SearchValues<char> Allowed = SearchValues.Create(
        " !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    internal static bool IsValid(ReadOnlySpan<char> value) => !value.IsEmpty && !value.ContainsAnyExcept(Allowed);

    /// <summary>How many characters from the start on a value may have. Values are short: calling a search for each takes longer than searching.</summary>
    internal static int ValidLength(ReadOnlySpan<char> text)
    {
        if (text.Length < Vector128<ushort>.Count)
            return text.IndexOfAnyExcept(Allowed) is >= 0 and var length ? length : text.Length;

        // The last step begins where it just fits, and looks at some characters again.
        var source = MemoryMarshal.Cast<char, ushort>(text);
        if (Vector256.IsHardwareAccelerated && text.Length >= Vector256<ushort>.Count)
        {
            var last = text.Length - Vector256<ushort>.Count;
            for (var index = 0; ; index = Math.Min(index + Vector256<ushort>.Count, last))
            {
                var characters = Vector256.Create(source[index..]);
                var forbidden = Vector256.GreaterThan(characters - Vector256.Create((ushort)' '), Vector256.Create((ushort)('~' - ' ')))
                    | Vector256.Equals(characters, Vector256.Create((ushort)'"'))
                    | Vector256.Equals(characters, Vector256.Create((ushort)'\\'));
                if (forbidden != Vector256<ushort>.Zero)
                    return index + BitOperations.TrailingZeroCount(forbidden.ExtractMostSignificantBits());
                if (index == last)
                    return text.Length;
            }
        }

        var end = text.Length - Vector128<ushort>.Count;
        for (var index = 0; ; index = Math.Min(index + Vector128<ushort>.Count, end))
        {
            var characters = Vector128.Create(source[index..]);
            var forbidden = Vector128.GreaterThan(characters - Vector128.Create((ushort)' '), Vector128.Create((ushort)('~' - ' ')))
                | Vector128.Equals(characters, Vector128.Create((ushort)'"'))
                | Vector128.Equals(characters, Vector128.Create((ushort)'\\'));
            if (forbidden != Vector128<ushort>.Zero)
                return index + BitOperations.TrailingZeroCount(forbidden.ExtractMostSignificantBits());
            if (index == end)
                return text.Length;
        }
    }

    internal static void ThrowIfInvalid(string value, string parameterName)
    {
        ArgumentNullException.ThrowIfNull(value, parameterName);
        if (!IsValid(value))
            throw new ArgumentException("A Hawk attribute is printable ASCII without quote and backslash, and not empty.", parameterName);
    }
}
