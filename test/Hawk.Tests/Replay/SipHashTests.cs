using System.Buffers.Binary;
using Hawk.Replay;

namespace Hawk.Tests.Replay;

public sealed class SipHashTests
{
    const int Words = 24;

    /// <summary>
    /// Keys, lengths of the message 00 01 02 ... (starting over after ff), and digests. The first key's are those the authors of the function published
    /// with their reference code; the rest is <c>openssl mac -macopt hexkey:KEY -macopt size:16 -in MESSAGE SIPHASH</c>.
    /// </summary>
    public static TheoryData<string, int, string> Vectors => new()
    {
        { "000102030405060708090a0b0c0d0e0f", 0, "a3817f04ba25a8e66df67214c7550293" },
        { "000102030405060708090a0b0c0d0e0f", 1, "da87c1d86b99af44347659119b22fc45" },
        { "000102030405060708090a0b0c0d0e0f", 2, "8177228da4a45dc7fca38bdef60affe4" },
        { "000102030405060708090a0b0c0d0e0f", 3, "9c70b60c5267a94e5f33b6b02985ed51" },
        { "000102030405060708090a0b0c0d0e0f", 4, "f88164c12d9c8faf7d0f6e7c7bcd5579" },
        { "000102030405060708090a0b0c0d0e0f", 5, "1368875980776f8854527a07690e9627" },
        { "000102030405060708090a0b0c0d0e0f", 6, "14eeca338b208613485ea0308fd7a15e" },
        { "000102030405060708090a0b0c0d0e0f", 7, "a1f1ebbed8dbc153c0b84aa61ff08239" },
        { "000102030405060708090a0b0c0d0e0f", 8, "3b62a9ba6258f5610f83e264f31497b4" },
        { "000102030405060708090a0b0c0d0e0f", 9, "264499060ad9baabc47f8b02bb6d71ed" },
        { "000102030405060708090a0b0c0d0e0f", 10, "00110dc378146956c95447d3f3d0fbba" },
        { "000102030405060708090a0b0c0d0e0f", 11, "0151c568386b6677a2b4dc6f81e5dc18" },
        { "000102030405060708090a0b0c0d0e0f", 12, "d626b266905ef35882634df68532c125" },
        { "000102030405060708090a0b0c0d0e0f", 13, "9869e247e9c08b10d029934fc4b952f7" },
        { "000102030405060708090a0b0c0d0e0f", 14, "31fcefac66d7de9c7ec7485fe4494902" },
        { "000102030405060708090a0b0c0d0e0f", 15, "5493e99933b0a8117e08ec0f97cfc3d9" },
        { "000102030405060708090a0b0c0d0e0f", 16, "6ee2a4ca67b054bbfd3315bf85230577" },
        { "000102030405060708090a0b0c0d0e0f", 24, "2db479ae78bd50d8882a8a178a6132ad" },
        { "000102030405060708090a0b0c0d0e0f", 31, "2939b0183223fafc1723de4f52c43d35" },
        { "000102030405060708090a0b0c0d0e0f", 32, "7c3956ca5eeafc3e363e9d556546eb68" },
        { "000102030405060708090a0b0c0d0e0f", 63, "5150d1772f50834a503e069a973fbd7c" },
        { "ffffffffffffffffffffffffffffffff", 12, "c05b45121d10a5d7bb02a5f7ed42b48f" },
        { "ffffffffffffffffffffffffffffffff", 64, "f6b5f10f54199177c966052e1b9c5385" },
        { "ffffffffffffffffffffffffffffffff", 255, "ff4a82fa09a89d8b8cf27d2343921141" },
        { "ffffffffffffffffffffffffffffffff", 256, "c85c17cdb3d9098c4e6f08b570f87171" },
        { "ffffffffffffffffffffffffffffffff", 300, "766d1cae5c1f2d1dccf24fa89691dc6c" },
        { "8899aabbccddeeff0123456789abcdef", 12, "74c6a7fc4b7d9a34259aa291e1b9b193" },
        { "8899aabbccddeeff0123456789abcdef", 64, "90cf9dd1dfa53af8b629ba52a7a58767" },
        { "8899aabbccddeeff0123456789abcdef", 255, "aca3532564ffdf391ca73205ea4f737f" },
        { "8899aabbccddeeff0123456789abcdef", 256, "dc56bea60629fd5f702d044f95e1333a" },
        { "8899aabbccddeeff0123456789abcdef", 300, "8b0adcdf77d036d92769650d9b036dfa" },
    };

    public static TheoryData<string, int, string> LongVectors => new(Vectors.Where(static vector => vector.Data.Item2 >= Words));

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_digest_is_the_published_one(string key, int length, string digest)
    {
        var hash = new SipHash(Convert.FromHexString(key));

        Assert.Equal(digest, Text(hash.Digest(Message(length))));
    }

    [Theory]
    [MemberData(nameof(LongVectors))]
    public void Three_words_and_the_rest_have_the_digest_of_the_whole(string key, int length, string digest)
    {
        var hash = new SipHash(Convert.FromHexString(key));
        var message = Message(length);

        var actual = hash.Digest(BinaryPrimitives.ReadUInt128LittleEndian(message), BinaryPrimitives.ReadInt64LittleEndian(message[16..]), message[Words..]);

        Assert.Equal(digest, Text(actual));
    }

    static ReadOnlySpan<byte> Message(int length) => Enumerable.Range(0, length).Select(static value => (byte)value).ToArray();

    static string Text(UInt128 digest)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, digest);
        return Convert.ToHexStringLower(bytes);
    }
}
