using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Hawk.Diagnostics;

/// <summary>
/// Keys a client may have made of the same secret (section 1: the key is used as the bytes it is). Every key made here is overwritten on dispose;
/// none is ever a string.
/// </summary>
sealed class KeyVariants : IDisposable
{
    const string Received = "the key as this side has it";

    const string EncodingAdvice = "Agree on one form: key text enters the MAC as its UTF-8 bytes, hex and base64 are not decoded.";

    const string BlankAdvice = "One side has read the key with a line break or blanks around it. Cut them off where the key is read.";

    readonly HawkCredential _original;
    readonly List<Variant> _variants = [];
    readonly List<HawkCredential> _made = [];

    KeyVariants(HawkCredential original, HawkAlgorithm algorithm)
    {
        _original = original;
        Given = algorithm == original.Algorithm ? original : Make(static key => key, algorithm)!;
    }

    internal IReadOnlyList<Variant> Variants => _variants;

    /// <summary>The given key with the algorithm the MAC was made with.</summary>
    internal HawkCredential Given { get; }

    internal static KeyVariants Of(HawkCredential original, HawkAlgorithm algorithm, DateTimeOffset now)
    {
        var keys = new KeyVariants(original, algorithm);
        keys.AddEarlier(algorithm, now);
        keys.Add("the key without blanks and line breaks around it", BlankAdvice, static key => Different(key, key.AsSpan().Trim(" \t\r\n"u8)), algorithm);
        keys.Add("the key with a line feed at its end", BlankAdvice, static key => [.. key, (byte)'\n'], algorithm);
        keys.Add("the key with CR LF at its end", BlankAdvice, static key => [.. key, (byte)'\r', (byte)'\n'], algorithm);
        keys.Add("the key decoded from hexadecimal digits", EncodingAdvice, FromHex, algorithm);
        keys.Add("the key decoded from base64", EncodingAdvice, FromBase64, algorithm);
        keys.Add("the key decoded from base64url", EncodingAdvice, FromBase64Url, algorithm);
        keys.Add("the key as lower-case hexadecimal digits", EncodingAdvice, static key => ToHex(key, upper: false), algorithm);
        keys.Add("the key as upper-case hexadecimal digits", EncodingAdvice, static key => ToHex(key, upper: true), algorithm);
        keys.Add("the key as base64", EncodingAdvice, ToBase64, algorithm);
        keys.Add("the key in lower case", EncodingAdvice, static key => WithCase(key, Ascii.ToLower), algorithm);
        keys.Add("the key in upper case", EncodingAdvice, static key => WithCase(key, Ascii.ToUpper), algorithm);
        keys.Add("the key as UTF-16 (little-endian)", EncodingAdvice, ToUtf16, algorithm);
        keys.Add("the key as Latin-1", EncodingAdvice, ToLatin1, algorithm);
        keys.Add("the key without the quotes around it", "One side has read the key with its quotes. Cut them off where the key is read.",
            static key => Different(key, key.AsSpan().Trim((byte)'"')), algorithm);
        keys.Add("the key that is derived from the key as a session token", "This side's key is the session token itself: derive id and key from it (section 16).",
            DerivedFromToken, algorithm);
        return keys;
    }

    public void Dispose()
    {
        foreach (var credential in _made)
            credential.Dispose();
    }

    void AddEarlier(HawkAlgorithm algorithm, DateTimeOffset now)
    {
        foreach (var (earlier, until) in _original.EarlierKeys)
        {
            if (earlier.Algorithm != algorithm)
                continue;
            var finding = now < until
                ? null
                : new HawkFinding(HawkSubject.Key, "an earlier key", Received, $"The client uses a key that was accepted until {until:u}. Give it the current one.");
            _variants.Add(new Variant(finding, static lines => lines, earlier));
        }
    }

    void Add(string signed, string advice, Func<byte[], byte[]?> change, HawkAlgorithm algorithm)
    {
        if (Make(change, algorithm) is { } made)
            _variants.Add(new Variant(new HawkFinding(HawkSubject.Key, signed, Received, advice), static lines => lines, made));
    }

    HawkCredential? Make(Func<byte[], byte[]?> change, HawkAlgorithm algorithm)
    {
        var made = _original.WithKey(change, algorithm);
        if (made is not null)
            _made.Add(made);
        return made;
    }

    static byte[]? Different(byte[] key, ReadOnlySpan<byte> changed) => changed.Length == key.Length ? null : changed.ToArray();

    static byte[]? FromHex(byte[] key)
    {
        var bytes = new byte[key.Length / 2];
        return Finished(bytes, Convert.FromHexString(key, bytes, out _, out var written) is OperationStatus.Done, written);
    }

    static byte[]? FromBase64(byte[] key)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(key.Length)];
        return Finished(bytes, Base64.DecodeFromUtf8(key, bytes, out _, out var written) is OperationStatus.Done, written);
    }

    static byte[]? FromBase64Url(byte[] key)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(key.Length)];
        return Finished(bytes, Base64Url.DecodeFromUtf8(key, bytes, out _, out var written) is OperationStatus.Done, written);
    }

    static byte[]? Finished(byte[] bytes, bool done, int written)
    {
        if (done && written == bytes.Length)
            return bytes;
        var result = done ? bytes.AsSpan(0, written).ToArray() : null;
        CryptographicOperations.ZeroMemory(bytes);
        return result;
    }

    static byte[] ToHex(byte[] key, bool upper)
    {
        var digits = upper ? "0123456789ABCDEF"u8 : "0123456789abcdef"u8;
        var text = new byte[2 * key.Length];
        for (var index = 0; index < key.Length; index++)
            (text[2 * index], text[(2 * index) + 1]) = (digits[key[index] >> 4], digits[key[index] & 15]);
        return text;
    }

    static byte[] ToBase64(byte[] key)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(key.Length)];
        Base64.EncodeToUtf8(key, text, out _, out _);
        return text;
    }

    delegate OperationStatus CaseChange(ReadOnlySpan<byte> source, Span<byte> destination, out int written);

    static byte[]? WithCase(byte[] key, CaseChange change)
    {
        var text = new byte[key.Length];
        if (change(key, text, out _) is OperationStatus.Done && !text.AsSpan().SequenceEqual(key))
            return text;
        CryptographicOperations.ZeroMemory(text);
        return null;
    }

    static byte[]? ToUtf16(byte[] key) => Recoded(key, static (characters) => Encoding.Unicode.GetBytes(characters));

    static byte[]? ToLatin1(byte[] key) =>
        Ascii.IsValid(key) ? null : Recoded(key, static characters => Array.Exists(characters, static c => c > 'ÿ') ? null : Encoding.Latin1.GetBytes(characters));

    static byte[]? Recoded(byte[] key, Func<char[], byte[]?> encode)
    {
        if (!System.Text.Unicode.Utf8.IsValid(key))
            return null;
        var characters = Encoding.UTF8.GetChars(key);
        var encoded = encode(characters);
        Array.Clear(characters);
        return encoded;
    }

    static byte[]? DerivedFromToken(byte[] key)
    {
        if (key.Length != 2 * HawkSession.TokenSize || FromHex(key) is not { } token)
            return null;
        var derived = HawkSession.DeriveKey(token);
        CryptographicOperations.ZeroMemory(token);
        return derived;
    }
}
