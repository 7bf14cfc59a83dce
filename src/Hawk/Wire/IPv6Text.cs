using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Hawk.Wire;

/// <summary>
/// The canonical form both sides sign: lower-case hexadecimal groups, the first longest run of zero groups compressed.
/// Unlike the framework's form it never writes the last 32 bits as an IPv4 address (section 5.1).
/// </summary>
static class IPv6Text
{
    const int GroupCount = 8;

    internal static string Format(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var written) || written is not 16)
            throw new ArgumentException("Not an IPv6 address.", nameof(address));
        Span<ushort> groups = stackalloc ushort[GroupCount];
        for (var index = 0; index < GroupCount; index++)
            groups[index] = BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * index)..]);

        var (start, length) = LongestZeroRun(groups);
        var text = new StringBuilder(39);
        for (var index = 0; index < GroupCount; index++)
        {
            if (index == start)
            {
                text.Append("::");
                index += length - 1;
                continue;
            }

            if (index > 0 && text[^1] is not ':')
                text.Append(':');
            text.Append(CultureInfo.InvariantCulture, $"{groups[index]:x}");
        }

        return text.ToString();
    }

    static (int Start, int Length) LongestZeroRun(ReadOnlySpan<ushort> groups)
    {
        var best = (Start: -1, Length: 1);
        for (var start = 0; start < groups.Length; start++)
        {
            var length = groups[start..].IndexOfAnyExcept((ushort)0);
            if (length < 0)
                length = groups.Length - start;
            if (length > best.Length)
                best = (start, length);
        }

        return best;
    }
}
