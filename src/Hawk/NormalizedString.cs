using Hawk.Wire;

namespace Hawk;

/// <summary>A signed text (section 4.1) by its parts, where these are not part of something that knows them: <see cref="RequestText"/>, <see cref="AuthorizationText"/>.</summary>
readonly ref struct NormalizedString : IReceivedText<NormalizedString>
{
    public NormalizedString()
    {
    }

    /// <summary>The whole first line: one of the four of <see cref="SignedText"/>.</summary>
    public required ReadOnlySpan<byte> Type { get; init; }

    public ReadOnlySpan<char> Timestamp { get; init; }

    public ReadOnlySpan<char> Nonce { get; init; }

    public ReadOnlySpan<char> Method { get; init; }

    public ReadOnlySpan<char> Resource { get; init; }

    public ReadOnlySpan<char> Host { get; init; }

    public int Port { get; init; }

    public ReadOnlySpan<char> Hash { get; init; }

    public ReadOnlySpan<char> Ext { get; init; }

    public ReadOnlySpan<char> App { get; init; }

    public ReadOnlySpan<char> Dlg { get; init; }

    public int MaxByteCount => SignedText.Bound(in this);

    /// <summary>The text behind a signed link: always for GET, without nonce and hash, and the expiry in the place of the timestamp (section 11).</summary>
    internal static NormalizedString ForBewit(
        ReadOnlySpan<char> expires, ReadOnlySpan<char> resource, ReadOnlySpan<char> host, int port, ReadOnlySpan<char> ext) => new()
    {
        Type = SignedText.Bewit,
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
        Type = SignedText.Message,
        Timestamp = timestamp,
        Nonce = nonce,
        Host = host,
        Port = port,
        Hash = hash,
    };

    public NormalizedString WithHost(ReadOnlySpan<char> host) => this with { Host = host };

    public override string ToString() => SignedText.ToString(in this);
}
