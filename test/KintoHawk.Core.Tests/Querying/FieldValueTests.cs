using System.Text;
using System.Text.Json;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed class FieldValueTests
{
    // Each is less than the next.
    static readonly string[] Ascending =
    [
        "null",
        "\"\"", "\"10\"", "\"9\"", "\"A\"", "\"a\"", "\"aa\"", "\"é\"", "\"\uE000\"", "\"\U00010000\"",
        "-1e300", "-12345678901234567891", "-12345678901234567890", "-1.5", "-1", "-0.5", "0", "1e-400", "1e-7", "0.1", "0.11", "1", "1.5", "2", "10",
        "9007199254740992", "9007199254740993", "9223372036854775807", "9223372036854775808", "1e22", "1e308",
        "false", "true",
        "[]", "[null]", "[\"b\"]", "[2]", "[10]", "[[]]", "[{}]", "[1,2]", "[1,3]", "[null,null,null]",
        "{}", "{\"a\":1}", "{\"a\":2}", "{\"b\":0}", "{\"a\":1,\"b\":2}", "{\"b\":2,\"aa\":1}",
    ];

    [Fact]
    public void Values_have_the_order_of_the_protocol()
    {
        FieldValue[] values = [.. Ascending.Select(Json), FieldValue.Missing];
        for (var i = 0; i < values.Length; i++)
            for (var j = 0; j < values.Length; j++)
                Assert.True(Math.Sign(values[i].CompareTo(values[j])) == i.CompareTo(j), $"{values[i]} and {values[j]}");
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("1", "10e-1")]
    [InlineData("0", "-0.0")]
    [InlineData("0", "0e99999999999999999999")]
    [InlineData("100", "1E+2")]
    [InlineData("0.001", "1e-3")]
    [InlineData("12345678901234567890", "12345678901234567890.000")]
    [InlineData("\"é/\"", "\"\\u00e9\\/\"")]
    [InlineData("\"\\ud83d\\ude00\"", "\"😀\"")]
    [InlineData("[1,[2]]", " [ 1.0 , [2] ] ")]
    [InlineData("{\"a\":1,\"b\":[]}", "{\"b\":[],\"\\u0061\":1.0}")]
    [InlineData("{\"a\":2}", "{\"a\":1,\"a\":2}")]
    public void Different_texts_can_be_the_same_value(string left, string right)
    {
        Assert.Equal(Json(left), Json(right));
        Assert.Equal(Json(left).GetHashCode(), Json(right).GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("é\n\"\\ 😀")]
    public void Text_equals_the_same_string_in_json(string text)
    {
        var value = FieldValue.FromString(text);
        var parsed = Json($"\"{JsonEncodedText.Encode(text)}\"");

        Assert.Equal(value, parsed);
        Assert.Equal(parsed, value);
        Assert.Equal(value.GetHashCode(), parsed.GetHashCode());
        Assert.Equal(text, parsed.GetString());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Integers_equal_the_same_number_in_json(long number)
    {
        var parsed = Json($"{number}");

        Assert.Equal(FieldValue.FromInteger(number), parsed);
        Assert.Equal(FieldValue.FromInteger(number).GetHashCode(), parsed.GetHashCode());
        Assert.True(parsed.TryGetInteger(out var read));
        Assert.Equal(number, read);
        Assert.Equal(1, Json($"{number}.5").CompareTo(FieldValue.FromInteger(number)) * (number < 0 ? -1 : 1));
    }

    [Theory]
    [InlineData("null", false)]
    [InlineData("false", false)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("-0.0e5", false)]
    [InlineData("0.001", true)]
    [InlineData("\"\"", false)]
    [InlineData("\"false\"", true)]
    [InlineData("[]", false)]
    [InlineData("[0]", true)]
    [InlineData("{ }", false)]
    [InlineData("{\"a\":0}", true)]
    public void Truth_follows_the_value(string json, bool expected) => Assert.Equal(expected, Json(json).IsTruthy);

    [Fact]
    public void Made_values_are_true_when_not_empty()
    {
        Assert.False(FieldValue.Missing.IsTruthy);
        Assert.False(FieldValue.FromString("").IsTruthy);
        Assert.True(FieldValue.FromString("0").IsTruthy);
        Assert.False(FieldValue.FromInteger(0).IsTruthy);
        Assert.True(FieldValue.FromInteger(-1).IsTruthy);
    }

    [Fact]
    public void A_value_writes_itself_in_the_form_of_the_wire()
    {
        Assert.Equal("""{"a":"\u00E9"}""", Json("""{ "a" : "é" }""").ToString());
        Assert.Equal("\"\\u00E9\"", FieldValue.FromString("é").ToString());
        Assert.Equal("-3", FieldValue.FromInteger(-3).ToString());
        Assert.Equal("[1,\"x\",null]", FieldValue.FromValues([FieldValue.FromInteger(1), FieldValue.FromString("x"), FieldValue.Null]).ToString());
        Assert.Equal("[]", FieldValue.FromValues([]).ToString());
    }

    [Fact]
    public void A_value_outlives_its_document()
    {
        FieldValue value;
        using (var document = JsonDocument.Parse("""{"a":"text"}"""))
            value = FieldValue.FromElement(document.RootElement.GetProperty("a"));

        Assert.Equal("text", value.GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("1e999")]
    public void Text_that_is_not_json_is_no_value(string text) => Assert.False(FieldValue.TryParse(Encoding.UTF8.GetBytes(text), out _));

    static FieldValue Json(string text) => FieldValue.FromJson(Encoding.UTF8.GetBytes(text));
}
