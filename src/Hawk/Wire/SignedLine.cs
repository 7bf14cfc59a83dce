using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Hawk.Wire;

/// <summary>
/// Writes a line of a signed text as UTF-8, with its line feed, and says where the next one begins. Nearly all that is signed is ASCII, and the lines are
/// short: narrowing them here, eight characters at a time, takes half as long as calling the encoding for each. A line that is not ASCII is left to it.
/// </summary>
static class SignedLine
{
    const char NoLetter = '\uFFE0'; // neither it nor any of the 25 after it is ASCII

    internal static int Write(Span<byte> destination, int position, ReadOnlySpan<char> text)
    {
        var rest = destination[position..];
        var written = text.IsEmpty || TryNarrow(text, rest, NoLetter) ? text.Length : Encoding.UTF8.GetBytes(text, rest);
        rest[written] = (byte)'\n';
        return position + written + 1;
    }

    /// <summary>For text that is known to be ASCII: a method.</summary>
    internal static int WriteUpper(Span<byte> destination, int position, ReadOnlySpan<char> text) => WriteAscii(destination, position, text, 'a');

    /// <summary>For text that is known to be ASCII: a host.</summary>
    internal static int WriteLower(Span<byte> destination, int position, ReadOnlySpan<char> text) => WriteAscii(destination, position, text, 'A');

    internal static int Write(Span<byte> destination, int position, int number)
    {
        var rest = destination[position..];
        Utf8Formatter.TryFormat(number, rest, out var written);
        rest[written] = (byte)'\n';
        return position + written + 1;
    }

    /// <summary>
    /// Section 4.2: a backslash becomes two, then a line feed becomes backslash and n. No header of ours carries either, but the MAC has to be right
    /// for whoever computes one over such a text.
    /// </summary>
    internal static int WriteEscaped(Span<byte> destination, int position, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && text.IndexOfAny('\\', '\n') is >= 0 and var special)
        {
            position += Encoding.UTF8.GetBytes(text[..special], destination[position..]);
            destination[position++] = (byte)'\\';
            destination[position++] = text[special] is '\\' ? (byte)'\\' : (byte)'n';
            text = text[(special + 1)..];
        }

        return Write(destination, position, text);
    }

    static int WriteAscii(Span<byte> destination, int position, ReadOnlySpan<char> text, char firstToChange)
    {
        var rest = destination[position..];
        var isAscii = TryNarrow(text, rest, firstToChange);
        Debug.Assert(isAscii, "HawkTarget lets no other method or host in.");
        rest[text.Length] = (byte)'\n';
        return position + text.Length + 1;
    }

    /// <summary>
    /// Writes characters as bytes and changes the case of 26 letters from the given one on; false when one is not ASCII, and then what was written means
    /// nothing.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryNarrow(ReadOnlySpan<char> text, Span<byte> destination, char firstToChange)
    {
        if (text.Length < Vector128<ushort>.Count)
        {
            destination = destination[..text.Length];
            var seen = 0;
            for (var index = 0; index < destination.Length; index++)
            {
                int character = text[index];
                seen |= character;
                destination[index] = (byte)((uint)(character - firstToChange) < 26 ? character ^ 0x20 : character);
            }

            return seen <= 0x7F;
        }

        return TryNarrowVectors(text, destination[..text.Length], firstToChange);
    }

    static bool TryNarrowVectors(ReadOnlySpan<char> text, Span<byte> destination, char firstToChange)
    {
        // The last step repeats what does not fill a vector.
        var source = MemoryMarshal.Cast<char, ushort>(text);
        var last = text.Length - Vector128<ushort>.Count;
        var seen = Vector128<ushort>.Zero;
        var first = Vector128.Create((ushort)firstToChange);
        for (var index = 0; index < last; index += Vector128<ushort>.Count)
            seen |= Narrow(source[index..], destination[index..], first);
        seen |= Narrow(source[last..], destination[last..], first);
        return (seen & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ushort> Narrow(ReadOnlySpan<ushort> source, Span<byte> destination, Vector128<ushort> firstToChange)
    {
        var characters = Vector128.Create(source);
        var isChanged = Vector128.LessThan(characters - firstToChange, Vector128.Create((ushort)26));
        var changed = characters ^ (isChanged & Vector128.Create((ushort)0x20));
        Vector128.Narrow(changed, changed).GetLower().CopyTo(destination);
        return characters;
    }
}
