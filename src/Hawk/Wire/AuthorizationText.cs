namespace Hawk.Wire;

/// <summary>The text behind what is said of a request by who signed it: its header and its response, which differ in type, hash and ext only.</summary>
readonly ref struct AuthorizationText(
    ReadOnlySpan<byte> type, HawkAuthorization signed, ReadOnlySpan<char> nonce, ReadOnlySpan<char> hash, ReadOnlySpan<char> ext)
    : ISignedText
{
    readonly HawkAuthorization _signed = signed;

    public ReadOnlySpan<byte> Type { get; } = type;

    public ReadOnlySpan<char> Timestamp => _signed.TimestampText;

    public ReadOnlySpan<char> Nonce { get; } = nonce;

    public ReadOnlySpan<char> Method => _signed.Method;

    public ReadOnlySpan<char> Resource => _signed.ResourceSpan;

    public ReadOnlySpan<char> Host => _signed.HostSpan;

    public int Port => _signed.Port;

    public ReadOnlySpan<char> Hash { get; } = hash;

    public ReadOnlySpan<char> Ext { get; } = ext;

    public ReadOnlySpan<char> App => _signed.App;

    public ReadOnlySpan<char> Dlg => _signed.Dlg;

    public int MaxByteCount => SignedText.Bound(in this);
}
