using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Hawk.Replay;

/// <summary>
/// SipHash-2-4 with 128 bits of output: a short keyed hash, so that a client who does not know the key can neither find two texts with one digest nor
/// aim at one place of a table. Why not a hash of the framework: docs/adr/0007-replay-store.md.
/// </summary>
readonly struct SipHash
{
    public const int KeySize = 16;

    readonly ulong _key0;
    readonly ulong _key1;

    public SipHash(ReadOnlySpan<byte> key)
    {
        _key0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        _key1 = BinaryPrimitives.ReadUInt64LittleEndian(key[sizeof(ulong)..KeySize]);
    }

    /// <summary>The digest of a message, its first byte lowest.</summary>
    public UInt128 Digest(ReadOnlySpan<byte> message)
    {
        var state = new State(_key0, _key1);
        return state.Finish(message, message.Length);
    }

    /// <summary>The digest of three words followed by a message, as if they were its first 24 bytes.</summary>
    public UInt128 Digest(UInt128 first, long second, ReadOnlySpan<byte> message)
    {
        var state = new State(_key0, _key1);
        state.Absorb((ulong)first);
        state.Absorb((ulong)(first >> 64));
        state.Absorb((ulong)second);
        return state.Finish(message, (3 * sizeof(ulong)) + message.Length);
    }

    ref struct State
    {
        ulong _v0;
        ulong _v1;
        ulong _v2;
        ulong _v3;

        public State(ulong key0, ulong key1)
        {
            _v0 = key0 ^ 0x736f6d6570736575;
            _v1 = key1 ^ 0x646f72616e646f6d ^ 0xee; // 0xee and 0xdd are what makes the 128-bit form another function than the 64-bit one
            _v2 = key0 ^ 0x6c7967656e657261;
            _v3 = key1 ^ 0x7465646279746573;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Absorb(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public UInt128 Finish(ReadOnlySpan<byte> rest, int length)
        {
            while (rest.Length >= sizeof(ulong))
            {
                Absorb(BinaryPrimitives.ReadUInt64LittleEndian(rest));
                rest = rest[sizeof(ulong)..];
            }

            var last = (ulong)length << 56;
            for (var i = 0; i < rest.Length; i++)
                last |= (ulong)rest[i] << (8 * i);
            Absorb(last);

            _v2 ^= 0xee;
            var low = FinishWord();
            _v1 ^= 0xdd;
            return new UInt128(FinishWord(), low);
        }

        ulong FinishWord()
        {
            for (var i = 0; i < 4; i++)
                Round();
            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
