using System.Text;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>Makes a schema and a value out of any text: each character is a choice. So inputs that are not JSON say something too.</summary>
sealed class SchemaSampler(string choices)
{
    const int MaxDepth = 6;
    const int MaxLength = 4000;

    static readonly string[] Names = ["a", "b", "c", "ab", ""];
    static readonly string[] Scalars = ["0", "1", "1.0", "-2.5", "1e3", "12345678901234567890", "true", "false", "null", "\"\"", "\"a\"", "\"ab\"", "\"\\u00e9\""];
    static readonly string[] Types = ["\"string\"", "\"object\"", "\"array\"", "\"integer\"", "\"number\"", "[\"null\",\"boolean\"]"];
    static readonly string[] Patterns = ["\"^a\"", "\"b$\"", "\"^(a+)+$\"", "\"\\\\d\"", "\"(?=a)\"", "\"^.{2}$\""];
    static readonly string[] References = ["\"#\"", "\"#/$defs/a\"", "\"#/$defs/b\"", "\"#x\"", "\"#/properties/a\"", "\"y\"", "\"#/$defs/none\""];

    readonly StringBuilder _text = new();
    int _at;

    public string Schema()
    {
        _text.Clear();
        _text.Append("{\"$defs\":{\"a\":");
        AppendSchema(1);
        _text.Append(",\"b\":{\"$anchor\":\"x\",\"$dynamicAnchor\":\"d\",\"anyOf\":[");
        AppendSchema(1);
        _text.Append("]}},\"allOf\":[");
        AppendSchema(0);
        return _text.Append("]}").ToString();
    }

    public string Value()
    {
        _text.Clear();
        AppendValue(0);
        return _text.ToString();
    }

    int Choose(int count) => _at < choices.Length ? choices[_at++] % count : 0;

    void AppendSchema(int depth)
    {
        if (depth > MaxDepth || _text.Length > MaxLength || Choose(12) == 1)
        {
            _text.Append(Choose(2) == 0 ? "true" : "false");
            return;
        }

        _text.Append('{');
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var count = Choose(4); count >= 0; count--)
            AppendKeyword(depth, names);
        _text.Append('}');
    }

    void AppendKeyword(int depth, HashSet<string> names)
    {
        var (name, kind) = Choose(32) switch
        {
            0 => ("type", 1), 1 => ("const", 2), 2 => ("enum", 3), 3 => ("minimum", 4), 4 => ("maximum", 4), 5 => ("multipleOf", 5), 6 => ("minLength", 6), 7 => ("maxLength", 6),
            8 => ("pattern", 7), 9 => ("minItems", 6), 10 => ("maxItems", 6), 11 => ("minProperties", 6), 12 => ("uniqueItems", 8), 13 => ("required", 9), 14 => ("$ref", 10),
            15 => ("$dynamicRef", 11), 16 => ("items", 12), 17 => ("not", 12), 18 => ("if", 12), 19 => ("then", 12), 20 => ("else", 12), 21 => ("contains", 12),
            22 => ("additionalProperties", 12), 23 => ("propertyNames", 12), 24 => ("unevaluatedProperties", 12), 25 => ("unevaluatedItems", 12), 26 => ("anyOf", 13),
            27 => ("oneOf", 13), 28 => ("allOf", 13), 29 => ("prefixItems", 13), 30 => ("properties", 14), _ => ("dependentSchemas", 14),
        };
        if (!names.Add(name))
            return;
        _text.Append(names.Count > 1 ? ",\"" : "\"").Append(name).Append("\":");
        AppendArgument(kind, depth);
    }

    void AppendArgument(int kind, int depth)
    {
        switch (kind)
        {
            case 1:
                _text.Append(Types[Choose(Types.Length)]);
                break;
            case 2:
                AppendValue(depth);
                break;
            case 3:
                AppendList(() => AppendValue(depth));
                break;
            case 4:
                _text.Append(Scalars[Choose(6)]);
                break;
            case 5:
                _text.Append(Choose(2) == 0 ? "0.1" : "3");
                break;
            case 6:
                _text.Append(Choose(4));
                break;
            case 7:
                _text.Append(Patterns[Choose(Patterns.Length)]);
                break;
            case 8:
                _text.Append("true");
                break;
            case 9:
                _text.Append("[\"").Append(Names[Choose(Names.Length)]).Append("\"]");
                break;
            case 10:
                _text.Append(References[Choose(References.Length)]);
                break;
            case 11:
                _text.Append(Choose(2) == 0 ? "\"#d\"" : "\"#x\"");
                break;
            case 12:
                AppendSchema(depth + 1);
                break;
            case 13:
                AppendList(() => AppendSchema(depth + 1));
                break;
            default:
                AppendMembers(() => AppendSchema(depth + 1));
                break;
        }
    }

    void AppendValue(int depth)
    {
        var kind = depth > MaxDepth || _text.Length > MaxLength ? 0 : Choose(4);
        if (kind == 1)
            AppendList(() => AppendValue(depth + 1));
        else if (kind > 1)
            AppendMembers(() => AppendValue(depth + 1));
        else
            _text.Append(Scalars[Choose(Scalars.Length)]);
    }

    void AppendList(Action item)
    {
        _text.Append('[');
        item();
        for (var count = Choose(4); count > 1; count--)
        {
            _text.Append(',');
            item();
        }

        _text.Append(']');
    }

    void AppendMembers(Action value)
    {
        _text.Append('{');
        for (int index = 0, count = Choose(4); index < count; index++)
        {
            _text.Append(index > 0 ? ",\"" : "\"").Append(Names[(Choose(2) + index) % Names.Length]).Append("\":");
            value();
        }

        _text.Append('}');
    }
}
