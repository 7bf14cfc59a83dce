using System.Buffers;
using System.Text;
using KintoHawk.Core.Json;
using KintoHawk.Core.Querying;
using KintoHawk.PostgreSql.Objects;
using Npgsql;
using NpgsqlTypes;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class CompactJsonTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"a": 1, "b": [1, 2, {"c": null}], "d": {}}""", """{"a":1,"b":[1,2,{"c":null}],"d":{}}""")]
    [InlineData("""{"a: b": ", : , ", "c": "\" : ", "d": "\\"}""", """{"a: b":", : , ","c":"\" : ","d":"\\"}""")]
    [InlineData("""{"\\\"": "\\\\\" , "}""", """{"\\\"":"\\\\\" , "}""")]
    [InlineData("{\"é\": \"\u00fcber \U0001F9F2 \uFFFD\"}", """{"\u00E9":"\u00FCber \uD83E\uDDF2 \uFFFD"}""")]
    [InlineData("""{"a": "\u001f\b\f\n\r\t"}""", """{"a":"\u001F\b\f\n\r\t"}""")]
    [InlineData("{\"a\": \"\u007f\"}", "{\"a\":\"\u007f\"}")]
    [InlineData("\"\"", "\"\"")]
    [InlineData("", "")]
    public void Blanks_go_and_strings_are_written_as_on_the_wire(string text, string compact) => Assert.Equal(compact, Compact(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void What_it_needs_is_what_it_says()
    {
        Assert.Equal(5, CompactJson.MostBytes("\"abc\""u8));
        foreach (var character in (string[])["\u0080", "\u07FF", "\u0800", "\uFFFF", "\U00010000", "\U0010FFFF"])
        {
            var text = Encoding.UTF8.GetBytes($"\"{string.Concat(Enumerable.Repeat(character, 100))}\"");
            Assert.InRange(Compact(text).Length, text.Length, CompactJson.MostBytes(text));
        }
    }

    [Fact]
    public async Task The_database_and_the_wire_form_mean_the_same()
    {
        await using var database = await TestDatabase.CreateAsync();
        var random = new Random(3);
        var column = new JsonbColumn();
        for (var i = 0; i < 300; i++)
        {
            var wire = new ArrayBufferWriter<byte>();
            JsonText.Write(Encoding.UTF8.GetBytes(NextObject(random, depth: 3)), wire);

            var read = await database.AskAsync(async session =>
            {
                await using var command = new NpgsqlCommand("SELECT $1", session.Objects);
                command.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = wire.WrittenSpan.ToArray(), NpgsqlDbType = NpgsqlDbType.Jsonb });
                await using var rows = await command.ExecuteReaderAsync(Token);
                await rows.ReadAsync(Token);
                return column.Read(rows, 0).ToArray();
            });

            var again = new ArrayBufferWriter<byte>();
            JsonText.Write(read, again);
            Assert.Equal(Encoding.ASCII.GetString(again.WrittenSpan), Encoding.ASCII.GetString(read));
            Assert.Equal(FieldValue.FromJson(wire.WrittenMemory), FieldValue.FromJson(read));
        }
    }

    static string Compact(byte[] text)
    {
        var compact = new byte[CompactJson.MostBytes(text)];
        return Encoding.ASCII.GetString(compact, 0, CompactJson.Write(text, compact));
    }

    static string NextObject(Random random, int depth) =>
        $"{{{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(i => $"{NextString(random, i)}:{NextValue(random, depth)}"))}}}";

    static string NextValue(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => "null",
        1 => "true",
        2 => $"{random.Next(-1000, 1000)}.{random.Next(10)}",
        3 or 4 => NextString(random, random.Next()),
        5 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => NextValue(random, depth - 1)))}]",
        _ => NextObject(random, depth - 1),
    };

    static string NextString(Random random, int distinct)
    {
        string[] pieces = ["a", " ", ":", ",", "\\\"", "\\\\", "\\n", "\\u0001", "\\u001f", "\\b", "é", "\u2028", "\U0001F9F2", "{", "]", "/"];
        return $"\"{distinct}{string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]))}\"";
    }
}
