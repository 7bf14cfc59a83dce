using System.Buffers.Text;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace Hawk.Wire;

/// <summary>
/// Writes a line of a signed text as UTF-8, with its line feed, and says where the next one begins. Nearly all that is signed is ASCII, and the lines are
/// short: narrowing them here, sixteen characters at a time, takes half as long as calling the encoding for each. A line that is not ASCII is left to it.
/// </summary>
static class SignedLine
{
    internal static int Write(Span<byte> destination, int position, ReadOnlySpan<char> text) => Write<AsItIs>(destination, position, text);

    /// <summary>In upper case, for text that is known to be ASCII: a method.</summary>
    internal static int WriteUpper(Span<byte> destination, int position, ReadOnlySpan<char> text) => Write<Upper>(destination, position, text);

    /// <summary>In lower case, for text that is known to be ASCII: a host.</summary>
    internal static int WriteLower(Span<byte> destination, int position, ReadOnlySpan<char> text) => Write<Lower>(destination, position, text);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)] // a call for each line takes as long as writing it
    static int Write<TCase>(Span<byte> destination, int position, ReadOnlySpan<char> text)
        where TCase : struct, ICase
    {
        var rest = destination[position..];
        var isAscii = TryNarrow<TCase>(MemoryMarshal.Cast<char, ushort>(text), rest[..text.Length]);
        Debug.Assert(isAscii || typeof(TCase) == typeof(AsItIs), "HawkTarget lets no other method or host in.");
        var written = isAscii ? text.Length : Encoding.UTF8.GetBytes(text, rest);
        rest[written] = (byte)'\n';
        return position + written + 1;
    }

    /// <summary>Writes characters as bytes; false when one is not ASCII, and then what was written means nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool TryNarrow<TCase>(ReadOnlySpan<ushort> source, Span<byte> destination)
        where TCase : struct, ICase
    {
        // In all three, the last step begins where it just fits and repeats what was done before.
        var seen = Vector128<ushort>.Zero;
        if (source.Length >= 2 * Vector128<ushort>.Count)
        {
            var last = source.Length - (2 * Vector128<ushort>.Count);
            for (var index = 0; ; index = Math.Min(index + (2 * Vector128<ushort>.Count), last))
            {
                var begin = Vector128.Create(source[index..]);
                var end = Vector128.Create(source[(index + Vector128<ushort>.Count)..]);
                Vector128.Narrow(TCase.Change(begin), TCase.Change(end)).CopyTo(destination[index..]);
                seen |= begin | end;
                if (index == last)
                    return IsAscii(seen);
            }
        }

        if (source.Length >= Vector128<ushort>.Count)
        {
            var last = source.Length - Vector128<ushort>.Count;
            var begin = Vector128.Create(source);
            var end = Vector128.Create(source[last..]);
            var bytes = Vector128.Narrow(TCase.Change(begin), TCase.Change(end)).AsUInt64();
            MemoryMarshal.Write(destination, bytes.GetElement(0));
            MemoryMarshal.Write(destination[last..], bytes.GetElement(1));
            return IsAscii(begin | end);
        }

        var all = 0;
        for (var index = 0; index < source.Length; index++)
        {
            all |= source[index];
            destination[index] = (byte)TCase.Change(source[index]);
        }

        return all <= 0x7F;
    }

    static bool IsAscii(Vector128<ushort> seen) => (seen & Vector128.Create((ushort)0xFF80)) == Vector128<ushort>.Zero;

    interface ICase
    {
        static abstract Vector128<ushort> Change(Vector128<ushort> characters);

        static abstract int Change(int character);
    }

    readonly struct AsItIs : ICase
    {
        public static Vector128<ushort> Change(Vector128<ushort> characters) => characters;

        public static int Change(int character) => character;
    }

    readonly struct Upper : ICase
    {
        public static Vector128<ushort> Change(Vector128<ushort> characters) => ChangeFrom('a', characters);

        public static int Change(int character) => ChangeFrom('a', character);
    }

    readonly struct Lower : ICase
    {
        public static Vector128<ushort> Change(Vector128<ushort> characters) => ChangeFrom('A', characters);

        public static int Change(int character) => ChangeFrom('A', character);
    }

    /// <summary>Changes the case of 26 letters from the given one on.</summary>
    static Vector128<ushort> ChangeFrom(ushort first, Vector128<ushort> characters)
    {
        var isChanged = Vector128.LessThan(characters - Vector128.Create(first), Vector128.Create((ushort)26));
        return characters ^ (isChanged & Vector128.Create((ushort)0x20));
    }

    static int ChangeFrom(int first, int character) => (uint)(character - first) < 26 ? character ^ 0x20 : character;
}
