using System.Buffers;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Tests.Json;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" [1, 2.50, -0, 1e-400] ")]
    [InlineData("\"\\ud83d\\ude00 / \\/ é\"")]
    [InlineData("12345678901234567890123")]
    [InlineData("{\"a\":1,\"a\":2}")]
    public void Json_is_accepted(string text)
    {
        Assert.True(JsonText.TryParse(Encoding.UTF8.GetBytes(text), out var document, out var error), error);
        document.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("[1,]")]
    [InlineData("/* */ 1")]
    [InlineData("NaN")]
    [InlineData("-Infinity")]
    [InlineData("1e400")]
    [InlineData("-1e309")]
    [InlineData("{'a':1}")]
    [InlineData("\"\t\"")]
    [InlineData("\"\\ud83d\"")]
    [InlineData("\"\\ude00\\ud83d\"")]
    [InlineData("{\"\\udead\":1}")]
    [InlineData("\"\\ud83dx\"")]
    [InlineData("\uFEFF{}")]
    [InlineData("01")]
    public void Everything_else_is_refused(string text)
    {
        Assert.False(JsonText.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.NotEmpty(error);
    }

    [Theory]
    [InlineData("\"a\\u0000b\"")]
    [InlineData("{\"\\u0000\":1}")]
    public void The_zero_character_is_refused_by_name(string text)
    {
        Assert.False(JsonText.TryParse(Encoding.UTF8.GetBytes(text), out _, out var error));
        Assert.Equal("Invalid character 0x00", error);
    }

    [Theory]
    [InlineData(new byte[] { 0x22, 0xFF, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xC0, 0x80, 0x22 })]
    [InlineData(new byte[] { 0x22, 0xED, 0xA0, 0x80, 0x22 })]
    public void Invalid_utf8_is_refused(byte[] bytes) => Assert.False(JsonText.TryParse(bytes, out _, out _));

    [Fact]
    public void An_integer_too_long_for_a_double_is_refused() =>
        Assert.False(JsonText.TryParse(Encoding.UTF8.GetBytes(new string('9', 400)), out _, out _));

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(1_000_000, false)]
    public void Nesting_is_limited(int depth, bool accepted)
    {
        var text = new string('[', depth) + new string(']', depth);

        Assert.Equal(accepted, JsonText.TryParse(Encoding.UTF8.GetBytes(text), out var document, out _));
        document?.Dispose();
    }

    [Theory]
    [InlineData("""{ "b" : 1 , "a" : [ true , null , {} , [] ] }""", """{"b":1,"a":[true,null,{},[]]}""")]
    [InlineData("\"é€😀\"", "\"\\u00E9\\u20AC\\uD83D\\uDE00\"")]
    [InlineData("\"\\u00e9\\ud83d\\ude00\"", "\"\\u00E9\\uD83D\\uDE00\"")]
    [InlineData("\"\\/ < > & ' \\\" \\\\\"", "\"/ < > & ' \\\" \\\\\"")]
    [InlineData("\"\\b\\t\\n\\f\\r\\u0001\\u001f\\u0041\"", "\"\\b\\t\\n\\f\\r\\u0001\\u001FA\"")]
    [InlineData("[1.0,1E5,1e-07,-0.0,12345678901234567890]", "[1.0,1E5,1e-07,-0.0,12345678901234567890]")]
    [InlineData("""{"é":1}""", "{\"\\u00E9\":1}")]
    [InlineData("""{"a":1,"b":2,"a":3}""", """{"b":2,"a":3}""")]
    [InlineData("""{"a":1,"b":2,"\u0061":3}""", """{"b":2,"a":3}""")]
    [InlineData("""{"o":{"a":1,"a":{"x":1,"x":2}}}""", """{"o":{"a":{"x":2}}}""")]
    public void Values_are_written_in_the_form_of_the_wire(string text, string expected) => Assert.Equal(expected, Rewrite(text));

    [Fact]
    public void The_last_of_equal_names_wins_among_many()
    {
        var members = Enumerable.Range(0, 100).Select(static i => $"\"m{i % 40}\":{i}");
        var expected = Enumerable.Range(60, 40).Select(static i => $"\"m{i % 40}\":{i}");

        Assert.Equal($"{{{string.Join(',', expected)}}}", Rewrite($"{{{string.Join(',', members)}}}"));
    }

    [Theory]
    [InlineData("""{"id":"x","a":1,"last_modified":2,"o":{"id":3}}""", """{"a":1,"o":{"id":3}}""")]
    [InlineData("""{"id":"x","\u0069d":"y"}""", "{}")]
    [InlineData("{}", "{}")]
    public void Members_are_left_out_of_the_top_level(string text, string expected)
    {
        using var document = JsonDocument.Parse(text);
        var output = new ArrayBufferWriter<byte>();

        JsonText.WriteObject(document.RootElement, ["id", "last_modified"], output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Text_longer_than_the_buffer_is_written_whole()
    {
        var text = string.Concat(Enumerable.Repeat("é\n", 10_000));
        var output = new ArrayBufferWriter<byte>(1);

        JsonText.WriteString(text, output);

        Assert.Equal($"\"{string.Concat(Enumerable.Repeat("\\u00E9\\n", 10_000))}\"", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    static string Rewrite(string text)
    {
        Assert.True(JsonText.TryParse(Encoding.UTF8.GetBytes(text), out var document, out var error), error);
        using (document)
        {
            var output = new ArrayBufferWriter<byte>();
            JsonText.Write(document.RootElement, output);
            return Encoding.UTF8.GetString(output.WrittenSpan);
        }
    }
}
