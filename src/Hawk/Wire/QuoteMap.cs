using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hawk.Wire;

/// <summary>
/// Where the quotes of a field stand, a bit for each character, found in one pass before anything is read: what comes next in the field then depends on
/// counting bits, not on a search that begins where the last one ended.
/// </summary>
[InlineArray(Capacity)]
struct QuoteMap
{
    /// <summary>The longest field it takes; a Hawk header has 130 characters, and about 400 with everything in it.</summary>
    internal const int MaxLength = Capacity * BitsPerWord;

    const int Capacity = 8;
    const int BitsPerWord = 64;

    ulong _first;

    /// <summary>
    /// Maps a field. False when it is too short or too long for this, or has a character that may stand neither in a value nor between values, whatever
    /// that may mean: those are left to who looks at every character.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryRead(ReadOnlySpan<char> text, out QuoteMap map)
    {
        map = default;
        if (text.Length is < BitsPerWord or > MaxLength)
            return false;

        var source = MemoryMarshal.Cast<char, ushort>(text);
        var seen = new Seen();
        var words = 0;
        for (; source.Length >= BitsPerWord; source = source[BitsPerWord..])
            map[words++] = Quotes(source, ref seen);

        // The last step begins where it just fits; what was looked at before is shifted out.
        if (source.Length > 0)
            map[words] = Quotes(MemoryMarshal.Cast<char, ushort>(text[^BitsPerWord..]), ref seen) >> (BitsPerWord - source.Length);
        return seen.IsAllowed;
    }

    /// <summary>The walk from quote to quote: the position of the next one, or -1 when there is none.</summary>
    /// <param name="map">The map.</param>
    /// <param name="word">The word the walk is in; it begins with 0. A variable of the caller's, as is the next, so that they stay in registers.</param>
    /// <param name="left">The quotes of this word that are left; it begins with the first word.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Next(ref readonly QuoteMap map, ref int word, ref ulong left)
    {
        while (left is 0)
        {
            if (word == Capacity - 1)
                return -1;
            left = map[++word];
        }

        var position = (word * BitsPerWord) + BitOperations.TrailingZeroCount(left);
        left &= left - 1;
        return position;
    }

    /// <summary>A bit for each quote among the first 64 characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Quotes(ReadOnlySpan<ushort> source, ref Seen seen) =>
        Quotes(Vector256.Create(source), ref seen)
        | (Quotes(Vector256.Create(source[16..]), ref seen) << 16)
        | (Quotes(Vector256.Create(source[32..]), ref seen) << 32)
        | (Quotes(Vector256.Create(source[48..]), ref seen) << 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static ulong Quotes(Vector256<ushort> characters, ref Seen seen)
    {
        seen.Add(characters);
        return Vector256.Equals(characters, Vector256.Create((ushort)'"')).ExtractMostSignificantBits();
    }

    /// <summary>What has to be known of all characters in the end, asked of sixteen columns and not of each character.</summary>
    struct Seen()
    {
        Vector256<ushort> _least = Vector256<ushort>.AllBitsSet;
        Vector256<ushort> _most = Vector256<ushort>.Zero;
        Vector256<ushort> _leastToBackslash = Vector256<ushort>.AllBitsSet;

        internal readonly bool IsAllowed =>
            (Vector256.LessThan(_least, Vector256.Create((ushort)' '))
                | Vector256.GreaterThan(_most, Vector256.Create((ushort)'~'))
                | Vector256.Equals(_leastToBackslash, Vector256<ushort>.Zero)) == Vector256<ushort>.Zero;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Add(Vector256<ushort> characters)
        {
            _least = Vector256.Min(_least, characters);
            _most = Vector256.Max(_most, characters);
            _leastToBackslash = Vector256.Min(_leastToBackslash, characters ^ Vector256.Create((ushort)'\\'));
        }
    }
}
