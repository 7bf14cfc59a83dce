namespace Hawk.Wire;

/// <summary>What a signed text consists of (section 4.1). <see cref="SignedText"/> knows the order.</summary>
interface ISignedText
{
    /// <summary>The whole first line, with its line feed: one of the four of <see cref="SignedText"/>.</summary>
    ReadOnlySpan<byte> Type { get; }

    ReadOnlySpan<char> Timestamp { get; }

    ReadOnlySpan<char> Nonce { get; }

    ReadOnlySpan<char> Method { get; }

    ReadOnlySpan<char> Resource { get; }

    ReadOnlySpan<char> Host { get; }

    int Port { get; }

    ReadOnlySpan<char> Hash { get; }

    ReadOnlySpan<char> Ext { get; }

    ReadOnlySpan<char> App { get; }

    ReadOnlySpan<char> Dlg { get; }

    /// <summary>No fewer bytes than the text has. A bound, not a count: counting would read all texts twice.</summary>
    int MaxByteCount { get; }
}
