using System.Buffers;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Tests.Json;

public sealed class MergePatchTests
{
    [Theory]
    [InlineData("""{"a":1,"b":2}""", """{"b":3,"c":4}""", """{"a":1,"b":3,"c":4}""")]
    [InlineData("""{"a":1}""", """{"a":null,"b":null}""", """{"a":null,"b":null}""")]
    [InlineData("""{"o":{"x":1}}""", """{"o":{"y":2}}""", """{"o":{"y":2}}""")]
    [InlineData("""{"a":1}""", "{}", """{"a":1}""")]
    [InlineData("{}", """{"a":1,"b":2,"a":3}""", """{"a":3,"b":2}""")]
    [InlineData("""{"\u00E9":1}""", """{"é":2}""", "{\"\\u00E9\":2}")]
    public void A_plain_patch_replaces_members_of_the_top_level(string stored, string patch, string expected) =>
        Assert.Equal(expected, Apply(stored, patch, static (s, p, output) => MergePatch.ApplyShallow(s, p, output)));

    // The examples of RFC 7396, appendix A, then ours.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"a":1}""", """{"a":{"b":null,"c":[null]}}""", """{"a":{"c":[null]}}""")]
    [InlineData("""{"a":1,"b":2,"c":3}""", """{"d":4,"b":{"x":1}}""", """{"a":1,"b":{"x":1},"c":3,"d":4}""")]
    public void A_merge_patch_merges_at_every_depth(string stored, string patch, string expected) =>
        Assert.Equal(expected, Apply(stored, patch, static (s, p, output) => MergePatch.ApplyRecursive(s, p, output)));

    [Fact]
    public void Members_can_be_left_out_of_the_result()
    {
        const string stored = """{"id":1,"a":{"id":2}}""";
        const string patch = """{"last_modified":7,"a":{"last_modified":8}}""";

        Assert.Equal("""{"a":{"last_modified":8}}""", Apply(stored, patch, static (s, p, output) => MergePatch.ApplyShallow(s, p, output, "id", "last_modified")));
        Assert.Equal(
            """{"a":{"id":2,"last_modified":8}}""",
            Apply(stored, patch, static (s, p, output) => MergePatch.ApplyRecursive(s, p, output, "id", "last_modified")));
    }

    static string Apply(string stored, string patch, Action<JsonElement, JsonElement, IBufferWriter<byte>> merge)
    {
        using var left = JsonDocument.Parse(stored);
        using var right = JsonDocument.Parse(patch);
        var output = new ArrayBufferWriter<byte>();
        merge(left.RootElement, right.RootElement, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
