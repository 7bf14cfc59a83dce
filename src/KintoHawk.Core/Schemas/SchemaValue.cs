using System.Runtime.InteropServices;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// A JSON value the way validation looks at it: members are found by name, parts are made when they are first asked for, and the place
/// in the whole is known. Of members with equal names the last counts.
/// </summary>
sealed class SchemaValue
{
    // Up to this many members, comparing each name costs less than a table.
    const int FewMembers = 8;

    readonly JsonElement _element;
    readonly SchemaValue? _parent;
    readonly string? _name;
    string? _text;
    SchemaValue[]? _parts;
    Dictionary<string, SchemaValue>? _byName;
    int _hash;

    public SchemaValue(JsonElement element)
    {
        _element = element;
        Kind = element.ValueKind;
    }

    SchemaValue(SchemaValue parent, JsonElement element, string? name, int index)
        : this(element)
    {
        _parent = parent;
        _name = name;
        Index = index;
    }

    SchemaValue(SchemaValue owner, string text)
    {
        _parent = owner;
        _text = text;
        Kind = JsonValueKind.String;
    }

    public JsonElement Element => _element;

    public JsonValueKind Kind { get; }

    public bool IsObject => Kind is JsonValueKind.Object;

    public bool IsArray => Kind is JsonValueKind.Array;

    public bool IsString => Kind is JsonValueKind.String;

    public bool IsNumber => Kind is JsonValueKind.Number;

    /// <summary>The text of a string.</summary>
    public string Text => _text ??= _element.GetString()!;

    /// <summary>A number as it is written.</summary>
    public ReadOnlySpan<byte> Number => JsonMarshal.GetRawUtf8Value(_element);

    /// <summary>The name of a member; of everything else empty.</summary>
    public string Name => _name ?? "";

    /// <summary>Which part of its array or object it is; -1 for the whole.</summary>
    public int Index { get; } = -1;

    /// <summary>The items of an array or the members of an object; nothing for a scalar.</summary>
    public SchemaValue[] Parts => _parts ??= MakeParts();

    /// <summary>The member of that name; null when there is none.</summary>
    public SchemaValue? Find(string name)
    {
        var parts = Parts;
        return _byName is null ? FindTwin(parts, name) : _byName.GetValueOrDefault(name);
    }

    /// <summary>The name of a member as a value of its own, in the place of the object.</summary>
    public SchemaValue NameOf(SchemaValue member) => new(this, member.Name);

    /// <summary>Names of members and indexes of items on the way here, outermost first.</summary>
    public IReadOnlyList<string> Path()
    {
        var path = new List<string>();
        for (var value = this; value is not null; value = value._parent)
        {
            if (value._name is not null)
                path.Add(value._name);
            else if (value.Index >= 0)
                path.Add(value.Index.ToString());
        }

        path.Reverse();
        return path;
    }

    /// <summary>The value as Python writes it.</summary>
    public override string ToString() => _element.ValueKind is JsonValueKind.Undefined ? PythonText.Of(Text) : PythonText.Of(_element);

    /// <summary>Equality as JSON Schema has it: numbers by value, strings by their characters, objects without order.</summary>
    public bool Equals(SchemaValue other, Evaluation evaluation)
    {
        if (Kind != other.Kind || !evaluation.Spend(1))
            return false;
        switch (Kind)
        {
            case JsonValueKind.Number:
                evaluation.Spend((Number.Length + other.Number.Length) / Evaluation.BytesPerStep);
                return JsonNumber.Compare(Number, other.Number) == 0;
            case JsonValueKind.String:
                evaluation.Spend(Text.Length / Evaluation.BytesPerStep);
                return Text == other.Text;
            case JsonValueKind.Array or JsonValueKind.Object when Parts.Length != other.Parts.Length:
                return false;
            case JsonValueKind.Array:
                for (var i = 0; i < Parts.Length; i++)
                    if (!Parts[i].Equals(other.Parts[i], evaluation))
                        return false;
                return true;
            case JsonValueKind.Object:
                foreach (var part in Parts)
                    if (!evaluation.Spend(part.Name.Length / Evaluation.BytesPerStep) || other.Find(part.Name) is not { } twin || !part.Equals(twin, evaluation))
                        return false;
                return true;
            default:
                return true;
        }
    }

    /// <summary>The same for equal values; computed once.</summary>
    public int Hash()
    {
        if (_hash != 0)
            return _hash;
        var hash = new HashCode();
        hash.Add(Kind);
        switch (Kind)
        {
            case JsonValueKind.Number:
                hash.Add(JsonNumber.Hash(Number));
                break;
            case JsonValueKind.String:
                hash.Add(Text, StringComparer.Ordinal);
                break;
            case JsonValueKind.Array:
                foreach (var part in Parts)
                    hash.Add(part.Hash());
                break;
            case JsonValueKind.Object:
                // Members come in any order.
                var sum = 0;
                foreach (var part in Parts)
                    sum += HashCode.Combine(StringComparer.Ordinal.GetHashCode(part.Name), part.Hash());
                hash.Add(sum);
                break;
        }

        _hash = hash.ToHashCode() | 1;
        return _hash;
    }

    SchemaValue[] MakeParts()
    {
        switch (Kind)
        {
            case JsonValueKind.Array:
                var items = new SchemaValue[_element.GetArrayLength()];
                var index = 0;
                foreach (var item in _element.EnumerateArray())
                    items[index] = new SchemaValue(this, item, null, index++);
                return items;
            case JsonValueKind.Object:
                return MakeMembers();
            default:
                return [];
        }
    }

    SchemaValue[] MakeMembers()
    {
        var members = new SchemaValue[_element.GetPropertyCount()];
        var byName = members.Length > FewMembers ? new Dictionary<string, SchemaValue>(members.Length, StringComparer.Ordinal) : null;
        var count = 0;
        foreach (var property in _element.EnumerateObject())
        {
            var name = property.Name;
            var twin = byName is null ? FindTwin(members.AsSpan(0, count), name) : byName.GetValueOrDefault(name);
            var member = new SchemaValue(this, property.Value, name, twin?.Index ?? count++);
            members[member.Index] = member;
            byName?[name] = member;
        }

        _byName = byName;
        return count == members.Length ? members : members[..count];
    }

    static SchemaValue? FindTwin(ReadOnlySpan<SchemaValue> members, string name)
    {
        foreach (var member in members)
            if (member.Name == name)
                return member;
        return null;
    }
}
