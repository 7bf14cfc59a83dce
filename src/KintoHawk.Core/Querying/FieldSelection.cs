using System.Buffers;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Querying;

/// <summary>
/// The fields to show of each object (<c>_fields</c>, protocol §10.4); <c>id</c> and <c>last_modified</c> always are. A dotted name keeps its
/// sub-objects: <c>o.x</c> shows <c>{"o":{"x":1}}</c>. Where a part on the way is no object, it is shown as it is.
/// </summary>
public sealed class FieldSelection
{
    // Up to this many names, comparing with each costs less than making a string to look up.
    const int FewNames = 16;

    readonly Node _root = new("");
    readonly IReadOnlyList<string> _names;
    FieldSelection? _withServerFields;

    /// <summary>Selects fields by their dotted names.</summary>
    public FieldSelection(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _names = [.. names];
        foreach (var name in _names)
        {
            var node = _root;
            foreach (var segment in name.Split('.'))
                node = node.Child(segment);
            node.IsWhole = true;
        }
    }

    /// <summary>Writes an object as the wire shows it, with the selected fields only.</summary>
    public void WriteObject(StoredObject row, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(output);
        output.Write("{"u8);
        if (WriteMembers(row.Data.Span, _root, output))
            output.Write(","u8);
        output.Write("\"id\":"u8);
        JsonText.WriteString(row.Id, output);
        output.Write(",\"last_modified\":"u8);
        JsonSplice.WriteInteger(row.LastModified, output);
        output.Write("}"u8);
    }

    /// <summary>
    /// Writes a JSON object that is no stored one, such as an entry of <c>/permissions</c>, with the selected fields only; <c>id</c> and
    /// <c>last_modified</c> where it has them.
    /// </summary>
    /// <param name="json">The object, as <see cref="JsonText"/> writes it.</param>
    /// <param name="output">Where to.</param>
    public void WriteObject(ReadOnlySpan<byte> json, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _withServerFields ??= new FieldSelection([.. _names, "id", "last_modified"]);
        output.Write("{"u8);
        WriteMembers(json, _withServerFields._root, output);
        output.Write("}"u8);
    }

    static bool WriteMembers(ReadOnlySpan<byte> data, Node selected, IBufferWriter<byte> output)
    {
        var separate = false;
        var reader = new Utf8JsonReader(data, JsonText.StoredReading);
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var node = selected.Find(ref reader);
            var nameStart = (int)reader.TokenStartIndex;
            var nameEnd = nameStart + reader.ValueSpan.Length + 2;
            reader.Read();
            var valueStart = (int)reader.TokenStartIndex;
            var descends = node is { IsWhole: false } && reader.TokenType is JsonTokenType.StartObject;
            reader.Skip();
            if (node is null)
                continue;

            if (separate)
                output.Write(","u8);
            separate = true;
            output.Write(data[nameStart..nameEnd]);
            output.Write(":"u8);
            var value = data[valueStart..(int)reader.BytesConsumed];
            if (!descends)
            {
                output.Write(value);
                continue;
            }

            output.Write("{"u8);
            WriteMembers(value, node, output);
            output.Write("}"u8);
        }

        return separate;
    }

    sealed class Node(string name)
    {
        readonly byte[] _utf8 = Encoding.UTF8.GetBytes(name);
        readonly OrderedDictionary<string, Node> _children = new(StringComparer.Ordinal);

        public bool IsWhole { get; set; }

        public Node Child(string segment)
        {
            if (!_children.TryGetValue(segment, out var child))
                _children[segment] = child = new Node(segment);
            return child;
        }

        public Node? Find(ref Utf8JsonReader reader)
        {
            if (_children.Count > FewNames)
                return _children.GetValueOrDefault(reader.GetString()!);
            for (var i = 0; i < _children.Count; i++)
                if (_children.GetAt(i).Value is var child && reader.ValueTextEquals(child._utf8))
                    return child;
            return null;
        }
    }
}
