using System.Numerics;
using System.Text;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Querying;

/// <summary>One parameter of a query string with all its values, typed as the protocol says (§10.1).</summary>
sealed class QueryParameter(string name)
{
    static readonly BigInteger Greatest = BigInteger.Pow(2, 63);

    readonly List<string> _texts = [];

    public string Name { get; } = name;

    /// <summary>The value as it was sent; the values as a JSON array when the name is repeated.</summary>
    public string Text => _texts is [var only] ? only : FieldValue.FromValues(_texts.Select(FieldValue.FromString)).ToString();

    /// <summary>The parameters of a query string by name, in the order of their first appearance. Blanks around names do not count.</summary>
    public static OrderedDictionary<string, QueryParameter> Group(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var parameters = new OrderedDictionary<string, QueryParameter>(StringComparer.Ordinal);
        foreach (var (rawName, value) in pairs)
        {
            var name = rawName.Trim();
            if (!parameters.TryGetValue(name, out var parameter))
                parameters[name] = parameter = new QueryParameter(name);
            parameter._texts.Add(value);
        }

        return parameters;
    }

    /// <summary>The value: JSON where it is JSON, else a string. A repeated name makes an array of strings.</summary>
    public FieldValue Value => _texts is [var only] ? Type(only) : FieldValue.FromValues(_texts.Select(FieldValue.FromString));

    /// <summary>The items of a comma list, empty ones left out; the values themselves when the name is repeated.</summary>
    public IEnumerable<string> Items => (_texts is [var only] ? only.Split(',') : _texts.AsEnumerable()).Where(static item => item.Length > 0);

    /// <summary>The items of a comma list, each typed, as an array.</summary>
    public FieldValue TypedItems => FieldValue.FromValues(Items.Select(Type));

    /// <summary>The value as an array: one that is no array becomes its only element.</summary>
    public FieldValue Wrapped => Value is { Kind: FieldKind.Array } array ? array : FieldValue.FromValues([Value]);

    /// <summary>True when a value holds U+0000, as it is or escaped in JSON.</summary>
    public bool HoldsZeroCharacter => _texts.Exists(static text => text.Contains('\0')
        || (text.Contains("\\u0000", StringComparison.Ordinal) && JsonText.FindError(Encoding.UTF8.GetBytes(text)) == JsonText.ZeroCharacter));

    /// <summary>Reads the value of a parameter declared as an integer; null when it is empty or null. False with a wire message when it is no integer in range.</summary>
    public bool TryReadInteger(out BigInteger? integer, out string description)
    {
        description = "";
        var value = Value;
        integer = value.Kind is FieldKind.String ? ReadDigits(value.GetString()!) : Truncate(value);
        if (integer is null)
        {
            description = $"\"{(value.Kind is FieldKind.String ? value.GetString() : Text)}\" is not a number";
            return !value.IsTruthy && value.Kind is not FieldKind.Boolean;
        }

        if (integer < 0)
            description = $"{integer} is less than minimum value 0";
        else if (integer > Greatest)
            description = $"{integer} is greater than maximum value {Greatest}";
        return description.Length == 0;
    }

    /// <summary>The integer part of a number; null for other kinds.</summary>
    public static BigInteger? Truncate(FieldValue value)
    {
        if (value.TryGetInteger(out var integer))
            return integer;
        if (value.Kind is not FieldKind.Number)
            return null;
        var text = value.ToString();
        return text.AsSpan().IndexOfAny(".eE") < 0 ? BigInteger.Parse(text) : new BigInteger(double.Parse(text));
    }

    static FieldValue Type(string text) => FieldValue.TryParse(Encoding.UTF8.GetBytes(text), out var value) ? value : FieldValue.FromString(text);

    // Longer texts are far out of range, and slow to convert.
    static BigInteger? ReadDigits(string text)
    {
        var digits = text.AsSpan().Trim();
        if (digits is ['+' or '-', ..])
            digits = digits[1..];
        return digits.Length is > 0 and <= 300 && !digits.ContainsAnyExceptInRange('0', '9') ? BigInteger.Parse(text.AsSpan().Trim()) : null;
    }
}
