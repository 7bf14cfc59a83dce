using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace KintoHawk.Server.Tests.MalformedInput;

/// <summary>Makes JSON wrong in its meaning and not in its form: it stays well formed, so that it gets further than any spoilt text.</summary>
sealed class JsonMutator(Mutator mutator)
{
    static readonly string[] _values =
    [
        "null", "true", "0", "-1", "1.5", "1e308", "-9223372036854775808", "9223372036854775807", "18446744073709551616", "\"\"", "\"x\"", "\"\\u0000\"", "\"/buckets/malformed\"", "\"system.Everyone\"",
        "[]", "{}", "[null]", "[[]]", "{\"\":null}", "{\"data\":{}}", "[{\"op\":\"move\",\"from\":\"/data\",\"path\":\"/data/a\"}]", "{\"$ref\":\"#\"}", "{\"pattern\":\"(a+)+$\"}",
        new string('[', 90) + new string(']', 90), string.Concat(Enumerable.Repeat("{\"a\":", 90)) + "1" + new string('}', 90), "\"" + new string('a', 3000) + "\"", "1" + new string('0', 350),
    ];

    static readonly string[] _names = ["id", "last_modified", "deleted", "data", "permissions", "members", "schema", "write", "read", "path", "method", "body", "headers", "requests", "defaults", "op", "from", "value", "", "__proto__", "\\u0000"];

    int _left;

    /// <summary>One to three changes; null when the text is not JSON.</summary>
    public string? Change(string json)
    {
        for (var rounds = 1 + mutator.Next(3); rounds > 0; rounds--)
        {
            JsonElement root;
            try
            {
                root = JsonElement.Parse(Encoding.Latin1.GetBytes(json));
            }
            catch (JsonException)
            {
                return null;
            }

            _left = mutator.Next(Count(root));
            var changed = new StringBuilder();
            Write(root, changed);
            json = changed.ToString();
        }

        return json;
    }

    static int Count(JsonElement element) => 1 + element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().Sum(static member => Count(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().Sum(Count),
        _ => 0,
    };

    void Write(JsonElement element, StringBuilder output)
    {
        var isChosen = _left-- == 0;
        if (isChosen && (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array) || mutator.Next(2) == 0))
        {
            output.Append(mutator.Choose(_values));
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteMembers(element, isChosen, output);
                break;
            case JsonValueKind.Array:
                output.Append('[');
                foreach (var item in element.EnumerateArray())
                {
                    Separate(output);
                    Write(item, output);
                }

                if (isChosen)
                {
                    Separate(output);
                    output.Append(mutator.Choose(_values));
                }

                output.Append(']');
                break;
            default:
                output.Append(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(element.GetRawText())));
                break;
        }
    }

    /// <summary>The chosen object loses a member, has one twice, or has one more.</summary>
    void WriteMembers(JsonElement element, bool isChosen, StringBuilder output)
    {
        output.Append('{');
        var kind = isChosen ? mutator.Next(3) : -1;
        var victim = isChosen ? mutator.Next(Math.Max(1, element.EnumerateObject().Count())) : -1;
        var index = 0;
        foreach (var member in element.EnumerateObject())
        {
            var times = index++ != victim ? 1 : kind == 0 ? 0 : kind == 1 ? 2 : 1;
            for (; times > 0; times--)
            {
                Separate(output);
                // As it was written: a name may be half of a surrogate pair.
                output.Append('"').Append(Encoding.Latin1.GetString(JsonMarshal.GetRawUtf8PropertyName(member))).Append("\":");
                Write(member.Value, output);
            }
        }

        if (kind == 2)
        {
            Separate(output);
            output.Append('"').Append(mutator.Choose(_names)).Append("\":").Append(mutator.Choose(_values));
        }

        output.Append('}');
    }

    static void Separate(StringBuilder output)
    {
        if (output[^1] is not ('[' or '{' or ':'))
            output.Append(',');
    }
}
