using System.Buffers.Text;
using System.Security.Cryptography;

namespace Hawk.Wire;

/// <summary>
/// Makes nonces of 16 random bytes. Randomness comes in blocks, one per thread, because asking for 16 bytes takes half as long as asking for 4096,
/// and longer than the MAC. No byte is given out twice; nonces are public, so nothing has to be wiped.
/// </summary>
static class Nonces
{
    const int Size = 16;
    const int PerBlock = 256;

    [ThreadStatic]
    static byte[]? _block;

    [ThreadStatic]
    static int _left;

    /// <summary>How long a nonce is.</summary>
    internal const int TextLength = 22;

    internal static string Next() => string.Create(TextLength, state: 0, static (text, _) => Write(text));

    /// <summary>Writes a new nonce of <see cref="TextLength"/> characters.</summary>
    internal static void Write(Span<char> destination)
    {
        var block = _block ??= new byte[Size * PerBlock];
        if (_left is 0)
        {
            RandomNumberGenerator.Fill(block);
            _left = PerBlock;
        }

        // Counted before it is used: whatever happens next, these bytes are spent.
        _left--;
        Base64Url.EncodeToChars(block.AsSpan(_left * Size, Size), destination);
    }
}
