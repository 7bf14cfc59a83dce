namespace Hawk.Wire;

/// <summary>The text behind the header of a received request: looks at the header and at the target where they are, and copies neither into parts.</summary>
readonly ref struct RequestText : IReceivedText<RequestText>
{
    readonly ref readonly HawkHeader _header;
    readonly HawkTarget _target;

    internal RequestText(ref readonly HawkHeader header, scoped in HawkTarget target)
    {
        _header = ref header;
        _target = target;
    }

    public ReadOnlySpan<byte> Type => SignedText.Header;

    public ReadOnlySpan<char> Timestamp => _header.Timestamp;

    public ReadOnlySpan<char> Nonce => _header.Nonce;

    public ReadOnlySpan<char> Method => _target.Method;

    public ReadOnlySpan<char> Resource => _target.Resource;

    public ReadOnlySpan<char> Host => _target.Host;

    public int Port => _target.Port;

    public ReadOnlySpan<char> Hash => _header.Hash;

    public ReadOnlySpan<char> Ext => _header.Ext;

    public ReadOnlySpan<char> App => _header.App;

    public ReadOnlySpan<char> Dlg => _header.Dlg;

    /// <summary>A bound: whatever comes from the header is part of its text, one byte for each character, and never escaped (section 3.2).</summary>
    public int MaxByteCount =>
        SignedText.MaxBytesOfTheRest + Type.Length + _header.TextLength + Method.Length + Host.Length
        + (SignedText.MaxBytesPerCharacter * Resource.Length);

    public RequestText WithHost(ReadOnlySpan<char> host) => new(in _header, _target.WithHost(host));
}
