using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Hawk.Wire;

/// <summary>A name a Hawk field may carry, ready to be looked for.</summary>
readonly struct AttributeName
{
    const int Window = 4; // characters in a number of 64 bits; the shortest name has as many with the equals sign and the quote after it

    readonly ulong _first;
    readonly ulong _last;

    AttributeName(string text)
    {
        Text = text;
        BeginLength = text.Length + 2;
        Debug.Assert(BeginLength is >= Window and <= 2 * Window, "The two windows have to cover it.");
        var begin = $"{text}=\"";
        _first = Read(begin);
        _last = Read(begin.AsSpan(BeginLength - Window));
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

    /// <summary>The first characters of a text as a number, to be asked of every name; a text that short begins with none.</summary>
    internal static ulong FirstOf(ReadOnlySpan<char> text) => text.Length >= Window ? Read(text) : 0;

    /// <summary>Whether the name, the equals sign and the quote stand here: by the first four characters and the last four, of at most eight.</summary>
    internal bool Begins(ReadOnlySpan<char> text, ulong first) =>
        first == _first && text.Length >= BeginLength && Read(text[(BeginLength - Window)..]) == _last;

    static ulong Read(ReadOnlySpan<char> text) => MemoryMarshal.Cast<char, ulong>(text[..Window])[0];
}
