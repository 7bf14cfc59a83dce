using System.Runtime.CompilerServices;
using System.Text;

namespace Hawk.Wire;

/// <summary>
/// Writes the exact bytes that are signed (section 4.1), and is the only place that knows their order:
/// <code>
/// hawk.1.TYPE / ts / nonce / METHOD / resource / host / port / hash / ext [ / app / dlg ]
/// </code>
/// Each line, the last one too, ends with a line feed. app and dlg are there only when app is not empty.
/// </summary>
static class SignedText
{
    /// <summary>A UTF-16 character is at most three bytes of UTF-8, and two when it is escaped.</summary>
    internal const int MaxBytesPerCharacter = 3;

    /// <summary>A port, and the line feeds.</summary>
    internal const int MaxBytesOfTheRest = 5 + 10;

    internal static ReadOnlySpan<byte> Header => "hawk.1.header\n"u8;

    internal static ReadOnlySpan<byte> Response => "hawk.1.response\n"u8;

    internal static ReadOnlySpan<byte> Bewit => "hawk.1.bewit\n"u8;

    internal static ReadOnlySpan<byte> Message => "hawk.1.message\n"u8;

    static ReadOnlySpan<byte> Time => "hawk.1.ts\n"u8;

    /// <summary>Writes a text.</summary>
    /// <param name="text">What it consists of.</param>
    /// <param name="destination">At least <see cref="ISignedText.MaxByteCount"/> bytes.</param>
    /// <returns>How many bytes it has.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static int Write<T>(scoped in T text, Span<byte> destination)
        where T : struct, ISignedText, allows ref struct
    {
        text.Type.CopyTo(destination);
        var length = SignedLine.Write(destination, text.Type.Length, text.Timestamp);
        length = SignedLine.Write(destination, length, text.Nonce);
        length = SignedLine.WriteUpper(destination, length, text.Method);
        length = SignedLine.Write(destination, length, text.Resource);
        length = SignedLine.WriteLower(destination, length, text.Host);
        length = SignedLine.Write(destination, length, text.Port);
        length = SignedLine.Write(destination, length, text.Hash);
        length = SignedLine.WriteEscaped(destination, length, text.Ext);
        if (!text.App.IsEmpty)
        {
            length = SignedLine.Write(destination, length, text.App);
            length = SignedLine.Write(destination, length, text.Dlg);
        }

        return length;
    }

    /// <summary>What <see cref="ISignedText.MaxByteCount"/> is when nothing better is known than how long the parts are.</summary>
    internal static int Bound<T>(scoped in T text)
        where T : struct, ISignedText, allows ref struct =>
        MaxBytesOfTheRest
        + text.Type.Length + text.Timestamp.Length + text.Method.Length + text.Hash.Length + text.Host.Length
        + (MaxBytesPerCharacter * (text.Nonce.Length + text.Resource.Length + text.Ext.Length + text.App.Length + text.Dlg.Length));

    /// <summary>The text as a text.</summary>
    internal static string ToString<T>(scoped in T text)
        where T : struct, ISignedText, allows ref struct
    {
        var bytes = new byte[text.MaxByteCount];
        return Encoding.UTF8.GetString(bytes, 0, Write(in text, bytes));
    }

    /// <summary>Writes the text behind a timestamp MAC: two lines (section 4.3).</summary>
    internal static int WriteTimestamp(ReadOnlySpan<char> timestamp, Span<byte> destination)
    {
        Time.CopyTo(destination);
        return SignedLine.Write(destination, Time.Length, timestamp);
    }
}
