using System.Diagnostics.CodeAnalysis;
using System.Text;
using Hawk.Wire;

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
    const int MaxPortDigits = 5;
    const int MaxBytesPerCharacter = 3;

    internal static ReadOnlySpan<byte> Header => "hawk.1.header\n"u8;

    internal static ReadOnlySpan<byte> Response => "hawk.1.response\n"u8;

    internal static ReadOnlySpan<byte> Bewit => "hawk.1.bewit\n"u8;

    internal static ReadOnlySpan<byte> Message => "hawk.1.message\n"u8;

    public NormalizedString()
    {
    }

    /// <summary>
    /// The text behind the header of a request. A constructor fills the text where it is used; what an initializer makes is copied there, which costs more
    /// than filling it.
    /// </summary>
    [SetsRequiredMembers]
    internal NormalizedString(in HawkHeader header, in HawkTarget target)
    {
        Type = Header;
        Timestamp = header.Timestamp;
        Nonce = header.Nonce;
        Method = target.Method;
        Resource = target.Resource;
        Host = target.Host;
        Port = target.Port;
        Hash = header.Hash;
        Ext = header.Ext;
        App = header.App;
        Dlg = header.Dlg;
    }

    /// <summary>As above, for who signs: of the request or of its response, which differ in type, hash and ext only.</summary>
    [SetsRequiredMembers]
    internal NormalizedString(ReadOnlySpan<byte> type, HawkAuthorization signed, ReadOnlySpan<char> hash, ReadOnlySpan<char> ext)
    {
        Type = type;
        Timestamp = signed.TimestampText;
        Nonce = signed.Nonce;
        Method = signed.Method;
        Resource = signed.Resource;
        Host = signed.Host;
        Port = signed.Port;
        Hash = hash;
        Ext = ext;
        App = signed.App;
        Dlg = signed.Dlg;
    }

    /// <summary>The whole first line: one of the four above.</summary>
    internal required ReadOnlySpan<byte> Type { get; init; }

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
        MaxPortDigits + 10
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
        "hawk.1.ts\n"u8.CopyTo(destination);
        return SignedLine.Write(destination, "hawk.1.ts\n"u8.Length, timestamp);
    }

    internal int Write(Span<byte> destination)
    {
        Type.CopyTo(destination);
        var length = SignedLine.Write(destination, Type.Length, Timestamp);
        length = SignedLine.Write(destination, length, Nonce);
        length = SignedLine.WriteUpper(destination, length, Method);
        length = SignedLine.Write(destination, length, Resource);
        length = SignedLine.WriteLower(destination, length, Host);
        length = SignedLine.Write(destination, length, Port);
        length = SignedLine.Write(destination, length, Hash);
        length = SignedLine.WriteEscaped(destination, length, Ext);
        if (!App.IsEmpty)
        {
            length = SignedLine.Write(destination, length, App);
            length = SignedLine.Write(destination, length, Dlg);
        }

        return length;
    }

    public override string ToString()
    {
        var bytes = new byte[MaxByteCount];
        return Encoding.UTF8.GetString(bytes, 0, Write(bytes));
    }
}
