using System.Buffers;
using System.Text;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Json;

public sealed class JsonSpliceTests
{
    [Theory]
    [InlineData("{}", """{"id":"x","last_modified":7}""")]
    [InlineData("""{"a":1}""", """{"a":1,"id":"x","last_modified":7}""")]
    [InlineData(""" { "a": [1] } """, """{"a": [1],"id":"x","last_modified":7}""")]
    public void Server_fields_follow_the_stored_members(string data, string expected)
    {
        var output = new ArrayBufferWriter<byte>();

        JsonSplice.WriteObject(Encoding.UTF8.GetBytes(data), "x", 7, output);

        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_tombstone_is_marked_as_deleted()
    {
        var output = new ArrayBufferWriter<byte>();

        JsonSplice.WriteObject(new StoredObject("a\"b", -5, StoredObject.TombstoneData, IsTombstone: true), output);

        Assert.Equal("""{"deleted":true,"id":"a\"b","last_modified":-5}""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("a", "1")]
    [InlineData("b", """{"a":[2],"c.d":3}""")]
    [InlineData("b.a", "[2]")]
    [InlineData("é", "\"\\u00E9\"")]
    [InlineData("n", "null")]
    [InlineData("", "\"empty\"")]
    [InlineData("b.c.d", null)]
    [InlineData("b.a.0", null)]
    [InlineData("zz", null)]
    [InlineData("a.a", null)]
    [InlineData("n.x", null)]
    public void Fields_are_found_by_path(string path, string? expected)
    {
        var data = """{"x":{"a":9},"a":1,"b":{"a":[2],"c.d":3},"\u00E9":"\u00E9","n":null,"":"empty"}"""u8;

        var found = JsonSplice.TryGetField(data, new FieldPath(path), out var value);

        Assert.Equal(expected, found ? Encoding.UTF8.GetString(value) : null);
    }

    [Fact]
    public void Finding_a_member_allocates_nothing()
    {
        var data = """{"x":{"a":[1,2,{"b":3}]},"title":"T","a":1}"""u8.ToArray();
        Assert.True(JsonSplice.TryGetMember(data, "title"u8, out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        var found = JsonSplice.TryGetMember(data, "a"u8, out var value);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(found);
        Assert.Equal("1"u8, value);
        Assert.Equal(0, allocated);
    }
}
