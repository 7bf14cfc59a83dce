using System.Buffers;
using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed class FieldSelectionTests
{
    const string Data = """{"a":1,"o":{"x":[2],"y":{"z":3}},"\u00E9":"\u00E9","b":null}""";

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "\"a\":1,")]
    [InlineData("b,a", "\"a\":1,\"b\":null,")]
    [InlineData("zz", "")]
    [InlineData("o", """ "o":{"x":[2],"y":{"z":3}},""")]
    [InlineData("o.x", """ "o":{"x":[2]},""")]
    [InlineData("o.x,o.y.z", """ "o":{"x":[2],"y":{"z":3}},""")]
    [InlineData("o.y.z,o", """ "o":{"x":[2],"y":{"z":3}},""")]
    [InlineData("o.zz", """ "o":{},""")]
    [InlineData("o.x.zz", """ "o":{"x":[2]},""")]
    [InlineData("a.zz", "\"a\":1,")]
    [InlineData("é", "\"\\u00E9\":\"\\u00E9\",")]
    [InlineData("id,last_modified", "")]
    public void Selected_fields_are_written_with_id_and_last_modified(string fields, string expected)
    {
        var selection = new FieldSelection(fields.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal($$"""{{{expected.TrimStart()}}"id":"r","last_modified":7}""", Write(selection, new("r", 7, Encoding.UTF8.GetBytes(Data))));
    }

    [Fact]
    public void Many_fields_select_like_few()
    {
        var selection = new FieldSelection([.. Enumerable.Range(0, 100).Select(static i => $"f{i}"), "é", "o.y"]);

        Assert.Equal(
            "{\"o\":{\"y\":{\"z\":3}},\"\\u00E9\":\"\\u00E9\",\"id\":\"r\",\"last_modified\":7}",
            Write(selection, new("r", 7, Encoding.UTF8.GetBytes(Data))));
    }

    [Fact]
    public void A_tombstone_shows_that_it_is_deleted_when_asked()
    {
        var tombstone = new StoredObject("r", 7, StoredObject.TombstoneData, IsTombstone: true);

        Assert.Equal("""{"deleted":true,"id":"r","last_modified":7}""", Write(new FieldSelection(["deleted", "a"]), tombstone));
        Assert.Equal("""{"id":"r","last_modified":7}""", Write(new FieldSelection(["a"]), tombstone));
    }

    [Theory]
    [InlineData("uri", """{"uri":"/buckets/b","id":"b"}""")]
    [InlineData("zz", """{"id":"b"}""")]
    [InlineData("last_modified,o.x", """{"id":"b","o":{"x":1},"last_modified":7}""")]
    public void Of_what_is_no_stored_object_id_and_last_modified_are_written_where_it_has_them(string fields, string expected)
    {
        var data = fields.Contains("last_modified", StringComparison.Ordinal)
            ? """{"uri":"/buckets/b","id":"b","o":{"x":1,"y":2},"last_modified":7}"""
            : """{"uri":"/buckets/b","id":"b","o":{"x":1,"y":2}}""";
        var output = new ArrayBufferWriter<byte>();

        new FieldSelection(fields.Split(',')).WriteObject(Encoding.UTF8.GetBytes(data), output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    static string Write(FieldSelection selection, StoredObject row)
    {
        var output = new ArrayBufferWriter<byte>();
        selection.WriteObject(row, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
