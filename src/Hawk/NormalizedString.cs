using System.Buffers;
using System.Globalization;
using System.Text;

namespace Hawk;

/// <summary>
/// The exact bytes that are signed (section 4.1), and the only place that knows their order:
/// <code>
/// hawk.1.TYPE / ts / nonce / METHOD / resource / host / port / hash / ext [ / app / dlg ]
/// </code>
/// Each line, the last one too, ends with a line feed. app and dlg are there only when app is not empty.
/// </summary>
readonly ref struct NormalizedString
{
    internal const string Header = "header";
    internal const string Response = "response";
    internal const string Bewit = "bewit";
    internal const string Message = "message";

    const int MaxPortDigits = 5;
    const int MaxBytesPerCharacter = 3;

    internal required ReadOnlySpan<char> Type { get; init; }

    internal ReadOnlySpan<char> Timestamp { get; init; }

    internal ReadOnlySpan<char> Nonce { get; init; }

    internal ReadOnlySpan<char> Method { get; init; }

    internal ReadOnlySpan<char> Resource { get; init; }

    internal ReadOnlySpan<char> Host { get; init; }

    internal int Port { get; init; }

    internal ReadOnlySpan<char> Hash { get; init; }

    internal ReadOnlySpan<char> Ext { get; init; }

    internal ReadOnlySpan<char> App { get; init; }

    internal ReadOnlySpan<char> Dlg { get; init; }

    /// <summary>
    /// No fewer bytes than <see cref="Write"/> needs. A bound, not a count: every UTF-16 character is at most three bytes of UTF-8, and two when escaped;
    /// counting would read all texts twice.
    /// </summary>
    internal int MaxByteCount =>
        "hawk.1.".Length + MaxPortDigits + 11
        + Type.Length + Timestamp.Length + Method.Length + Hash.Length + Host.Length
        + (MaxBytesPerCharacter * (Nonce.Length + Resource.Length + Ext.Length + App.Length + Dlg.Length));

    /// <summary>The text behind a signed link: always for GET, without nonce and hash, and the expiry in the place of the timestamp (section 11).</summary>
    internal static NormalizedString ForBewit(
        ReadOnlySpan<char> expires, ReadOnlySpan<char> resource, ReadOnlySpan<char> host, int port, ReadOnlySpan<char> ext) => new()
    {
        Type = Bewit,
        Timestamp = expires,
        Method = "GET",
        Resource = resource,
        Host = host,
        Port = port,
        Ext = ext,
    };

    /// <summary>The text behind a message outside HTTP: the lines for method, resource and ext are empty (section 12).</summary>
    internal static NormalizedString ForMessage(
        ReadOnlySpan<char> timestamp, ReadOnlySpan<char> nonce, ReadOnlySpan<char> host, int port, ReadOnlySpan<char> hash) => new()
    {
        Type = Message,
        Timestamp = timestamp,
        Nonce = nonce,
        Host = host,
        Port = port,
        Hash = hash,
    };

    /// <summary>The text behind a timestamp MAC: two lines (section 4.3).</summary>
    internal static int WriteTimestamp(ReadOnlySpan<char> timestamp, Span<byte> destination)
    {
        var rest = destination;
        Append(ref rest, "hawk.1.ts\n"u8);
        AppendLine(ref rest, timestamp);
        return destination.Length - rest.Length;
    }

    internal int Write(Span<byte> destination)
    {
        var rest = destination;
        Append(ref rest, "hawk.1."u8);
        AppendLine(ref rest, Type);
        AppendLine(ref rest, Timestamp);
        AppendLine(ref rest, Nonce);
        AppendUpperLine(ref rest, Method);
        AppendLine(ref rest, Resource);
        AppendLowerLine(ref rest, Host);
        AppendPortLine(ref rest, Port);
        AppendLine(ref rest, Hash);
        AppendEscapedLine(ref rest, Ext);
        if (!App.IsEmpty)
        {
            AppendLine(ref rest, App);
            AppendLine(ref rest, Dlg);
        }

        return destination.Length - rest.Length;
    }

    public override string ToString()
    {
        var bytes = new byte[MaxByteCount];
        return Encoding.UTF8.GetString(bytes, 0, Write(bytes));
    }

    static void Append(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }

    static void AppendLine(ref Span<byte> rest, ReadOnlySpan<char> text)
    {
        // Nearly everything signed is ASCII, and absent parts are lines too.
        var written = 0;
        if (!text.IsEmpty && Ascii.FromUtf16(text, rest, out written) is not OperationStatus.Done)
            written = Encoding.UTF8.GetBytes(text, rest);
        EndLine(ref rest, written);
    }

    // Method and host are ASCII: HawkTarget lets nothing else in.
    static void AppendUpperLine(ref Span<byte> rest, ReadOnlySpan<char> text)
    {
        Ascii.ToUpper(text, rest, out var written);
        EndLine(ref rest, written);
    }

    static void AppendLowerLine(ref Span<byte> rest, ReadOnlySpan<char> text)
    {
        Ascii.ToLower(text, rest, out var written);
        EndLine(ref rest, written);
    }

    static void AppendPortLine(ref Span<byte> rest, int port)
    {
        port.TryFormat(rest, out var written, default, CultureInfo.InvariantCulture);
        EndLine(ref rest, written);
    }

    // Section 4.2: a backslash becomes two, then a line feed becomes backslash and n. No header of ours carries either,
    // but the MAC has to be right for whoever computes one over such a text.
    static void AppendEscapedLine(ref Span<byte> rest, ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && text.IndexOfAny('\\', '\n') is >= 0 and var special)
        {
            var written = Encoding.UTF8.GetBytes(text[..special], rest);
            rest = rest[written..];
            Append(ref rest, text[special] is '\\' ? @"\\"u8 : @"\n"u8);
            text = text[(special + 1)..];
        }

        AppendLine(ref rest, text);
    }

    static void EndLine(ref Span<byte> rest, int written)
    {
        rest[written] = (byte)'\n';
        rest = rest[(written + 1)..];
    }
}
