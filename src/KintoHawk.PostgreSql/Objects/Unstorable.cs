using System.Buffers;
using KintoHawk.Core.Querying;

namespace KintoHawk.PostgreSql.Objects;

/// <summary>What the database cannot hold, so that nothing it holds can equal it: strings and names with U+0000.</summary>
static class Unstorable
{
    /// <summary>True when the value, or anything inside, has such a character.</summary>
    public static bool IsIn(FieldValue value)
    {
        var json = new ArrayBufferWriter<byte>();
        value.WriteTo(json);
        var text = json.WrittenSpan;
        while (text.IndexOf((byte)'\\') is var at and >= 0)
        {
            text = text[at..];
            if (text.StartsWith("\\u0000"u8))
                return true;
            text = text[2..];
        }

        return false;
    }
}
