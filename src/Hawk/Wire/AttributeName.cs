using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Hawk.Wire;

/// <summary>
/// A name a Hawk field may carry. The longest, with the equals sign and the quote after it, is seven characters: one comparison of a vector tells whether
/// it stands in a text.
/// </summary>
readonly struct AttributeName
{
    readonly Vector128<ushort> _begin;
    readonly Vector128<ushort> _mask;

    AttributeName(string text)
    {
        Text = text;
        BeginLength = text.Length + 2;
        Span<ushort> begin = stackalloc ushort[Vector128<ushort>.Count];
        Span<ushort> mask = stackalloc ushort[Vector128<ushort>.Count];
        MemoryMarshal.Cast<char, ushort>($"{text}=\"").CopyTo(begin);
        mask[..BeginLength].Fill(ushort.MaxValue);
        _begin = Vector128.Create<ushort>(begin);
        _mask = Vector128.Create<ushort>(mask);
    }

    internal string Text { get; }

    /// <summary>The length of the name, the equals sign and the quote.</summary>
    internal int BeginLength { get; }

    internal static AttributeName[] Of(params ReadOnlySpan<string> names)
    {
        var made = new AttributeName[names.Length];
        for (var index = 0; index < made.Length; index++)
            made[index] = new AttributeName(names[index]);
        return made;
    }

    /// <summary>
    /// Whether the name, the equals sign and the quote stand here. A text shorter than a vector is not looked at: it is left to those who look at any.
    /// </summary>
    internal bool Begins(ReadOnlySpan<char> text) =>
        text.Length >= Vector128<ushort>.Count
        && (Vector128.Create(MemoryMarshal.Cast<char, ushort>(text)) & _mask) == _begin;
}
