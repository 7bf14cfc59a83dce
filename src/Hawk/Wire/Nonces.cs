using System.Buffers.Text;
using System.Security.Cryptography;

namespace Hawk.Wire;

/// <summary>
/// Makes nonces of 16 random bytes. Randomness comes in blocks, one per thread, because asking for 16 bytes takes as long as asking for a thousand,
/// and longer than the MAC. No byte is given out twice; nonces are public, so nothing has to be wiped.
/// </summary>
static class Nonces
{
    const int Size = 16;
    const int PerBlock = 64;

    [ThreadStatic]
    static byte[]? _block;

    [ThreadStatic]
    static int _left;

    internal static string Next()
    {
        var block = _block ??= new byte[Size * PerBlock];
        if (_left is 0)
        {
            RandomNumberGenerator.Fill(block);
            _left = PerBlock;
        }

        // Counted before it is used: whatever happens next, these bytes are spent.
        _left--;
        return Base64Url.EncodeToString(block.AsSpan(_left * Size, Size));
    }
}
