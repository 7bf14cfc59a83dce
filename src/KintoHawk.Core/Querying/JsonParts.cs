using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Querying;

/// <summary>The inside of arrays and objects, compared as JSONB compares them.</summary>
static class JsonParts
{
    static readonly Comparer<byte[]> NameOrder = Comparer<byte[]>.Create(static (left, right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.AsSpan().SequenceCompareTo(right));

    /// <summary>The elements of an array, over the same bytes.</summary>
    public static List<FieldValue> Elements(ReadOnlyMemory<byte> array)
    {
        var elements = new List<FieldValue>();
        var reader = new Utf8JsonReader(array.Span, JsonText.StoredReading);
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
            elements.Add(ReadValue(ref reader, array));
        return elements;
    }

    /// <summary>By length, then element by element.</summary>
    public static int CompareArrays(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        var (l, r) = (Elements(left), Elements(right));
        if (l.Count != r.Count)
            return l.Count.CompareTo(r.Count);
        for (var i = 0; i < l.Count; i++)
            if (l[i].CompareTo(r[i]) is var order && order != 0)
                return order;
        return 0;
    }

    /// <summary>By number of members, then by name and value of each, in the order JSONB keeps them.</summary>
    public static int CompareObjects(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right)
    {
        var (l, r) = (Members(left), Members(right));
        if (l.Count != r.Count)
            return l.Count.CompareTo(r.Count);
        for (var i = 0; i < l.Count; i++)
        {
            if (l[i].Name.AsSpan().SequenceCompareTo(r[i].Name) is var byName && byName != 0)
                return byName;
            if (l[i].Value.CompareTo(r[i].Value) is var byValue && byValue != 0)
                return byValue;
        }

        return 0;
    }

    /// <summary>The same for equal arrays.</summary>
    public static int HashArray(ReadOnlyMemory<byte> array)
    {
        var hash = new HashCode();
        foreach (var element in Elements(array))
            hash.Add(element);
        return hash.ToHashCode();
    }

    /// <summary>The same for equal objects.</summary>
    public static int HashObject(ReadOnlyMemory<byte> value)
    {
        var hash = new HashCode();
        foreach (var (name, member) in Members(value))
        {
            hash.AddBytes(name);
            hash.Add(member);
        }

        return hash.ToHashCode();
    }

    /// <summary>The members of an object: names in UTF-8, shorter first, then bytewise; the last of equal names.</summary>
    public static List<(byte[] Name, FieldValue Value)> Members(ReadOnlyMemory<byte> value)
    {
        var members = new List<(byte[] Name, FieldValue Value)>();
        var reader = new Utf8JsonReader(value.Span, JsonText.StoredReading);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = Unescape(in reader);
            reader.Read();
            members.Add((name, ReadValue(ref reader, value)));
        }

        // OrderBy is stable, so the last of equal names stays the last of its group.
        var sorted = members.OrderBy(static member => member.Name, NameOrder).ToList();
        for (var i = sorted.Count - 2; i >= 0; i--)
            if (NameOrder.Compare(sorted[i].Name, sorted[i + 1].Name) == 0)
                sorted.RemoveAt(i);
        return sorted;
    }

    static FieldValue ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return FieldValue.FromJson(text[start..(int)reader.BytesConsumed]);
    }

    static byte[] Unescape(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan.ToArray();
        var name = new StringBuilder();
        var points = CodePoints.OfJson(reader.ValueSpan);
        for (var point = points.Next(); point >= 0; point = points.Next())
            name.Append(Rune.IsValid(point) ? new Rune(point) : Rune.ReplacementChar);
        return Encoding.UTF8.GetBytes(name.ToString());
    }
}
