using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests;

/// <summary>Random JSON, rich in values that are nearly equal or written unusually.</summary>
static class JsonSamples
{
    static readonly Gen<string> Numbers = Gen.Elements(
        "0", "-0", "0.0", "1", "1.0", "10e-1", "-1", "2", "10", "1e1", "0.1", "1E-7", "9007199254740992", "9007199254740993", "9007199254740993.0",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "12345678901234567890", "1e22", "1e308", "-1.5e-300");

    static readonly Gen<string> Strings = Gen.OneOf(
        Gen.Elements("\"\"", "\"a\"", "\"A\"", "\"\\u0061\"", "\"é\"", "\"\\u00e9\"", "\"\uFFFD\"", "\"😀\"", "\"\\ud83d\\ude00\"", "\"a\\/b\"", "\"\\n\\t\\\"\""),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => $"\"{JsonEncodedText.Encode(Clean(text.Get))}\""));

    static readonly Gen<string> Scalars = Gen.OneOf(Numbers, Strings, Gen.Elements("null", "true", "false"));

    static readonly Gen<string> Names = Gen.Elements("a", "b", "aa", "\\u0061", "f", "é", "id", "");

    /// <summary>JSON text.</summary>
    public static Gen<string> Texts { get; } = Text(3);

    /// <summary>Values of fields, missing ones among them.</summary>
    public static Gen<FieldValue> Values { get; } = Gen.Frequency(
        (1, Gen.Constant(FieldValue.Missing)),
        (2, ArbMap.Default.GeneratorFor<long>().Select(FieldValue.FromInteger)),
        (2, ArbMap.Default.GeneratorFor<NonNull<string>>().Select(static text => FieldValue.FromString(text.Get))),
        (12, Texts.Select(static text => FieldValue.FromJson(Encoding.UTF8.GetBytes(text)))));

    /// <summary>JSON text with a field <c>f</c> of few different values, or without.</summary>
    public static Gen<string> Objects { get; } = Gen.OneOf(
        Gen.Constant("{}"),
        Scalars.Select(static value => $"{{\"f\":{value}}}"),
        Gen.Elements("1", "2", "\"x\"", "null", "[1]", "[1,2]").Select(static value => $"{{\"f\":{value}}}"));

    static Gen<string> Text(int depth)
    {
        if (depth == 0)
            return Scalars;
        var inner = Text(depth - 1);
        var arrays = inner.ListOf().Select(static items => $"[{string.Join(" ,", items.Take(4))}]");
        var members = Names.Zip(inner).Select(static member => $"\"{member.Item1}\" :{member.Item2}");
        var objects = members.ListOf().Select(static items => $"{{{string.Join(',', items.Take(4))} }}");
        return Gen.Frequency((3, Scalars), (1, arrays), (1, objects));
    }

    static string Clean(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace("\0", "", StringComparison.Ordinal)));
}
