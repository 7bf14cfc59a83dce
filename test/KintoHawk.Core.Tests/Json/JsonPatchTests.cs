using System.Text.Json;
using System.Text.Json.Nodes;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Tests.Json;

/// <summary>JSON Patch (RFC 6902, appendix A) and JSON Pointer (RFC 6901), and the bounds of ours.</summary>
public sealed class JsonPatchTests
{
    [Theory]
    [InlineData("A.1", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("A.2", """{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("A.3", """{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("A.4", """{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("A.5", """{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("A.6", """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("A.7", """{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("A.8", """{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("A.10", """{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("A.14", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("A.16", """{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("copy", """{"a":{"b":[1]}}""", """[{"op":"copy","from":"/a","path":"/c"},{"op":"add","path":"/c/b/0","value":null}]""", """{"a":{"b":[1]},"c":{"b":[null,1]}}""")]
    [InlineData("slash in a name", """{"a":{}}""", """[{"op":"add","path":"/a/x~1y","value":1}]""", """{"a":{"x/y":1}}""")]
    [InlineData("numbers as written", """{"a":12345678901234567890}""", """[{"op":"copy","from":"/a","path":"/b"}]""", """{"a":12345678901234567890,"b":12345678901234567890}""")]
    public void Operations_that_apply(string example, string document, string patch, string expected)
    {
        var patched = Parse(document);

        Assert.True(JsonPatch.TryApply(patched, Operations(patch), out var error), $"{example}: {error}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), patched), $"{example}: {patched.ToJsonString()}");
    }

    [Theory]
    [InlineData("A.9", """{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""")]
    [InlineData("A.12", """{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""")]
    [InlineData("A.15", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""")]
    [InlineData("remove what is not there", """{}""", """[{"op":"remove","path":"/a"}]""")]
    [InlineData("replace what is not there", """{}""", """[{"op":"replace","path":"/a","value":1}]""")]
    [InlineData("index past the end", """{"a":[1]}""", """[{"op":"add","path":"/a/2","value":1}]""")]
    [InlineData("index with a leading zero", """{"a":[1,2]}""", """[{"op":"remove","path":"/a/01"}]""")]
    [InlineData("negative index", """{"a":[1,2]}""", """[{"op":"remove","path":"/a/-1"}]""")]
    [InlineData("remove the end", """{"a":[1,2]}""", """[{"op":"remove","path":"/a/-"}]""")]
    [InlineData("into itself", """{"a":{"b":{}}}""", """[{"op":"move","from":"/a","path":"/a/b/c"}]""")]
    [InlineData("no value", """{}""", """[{"op":"add","path":"/a"}]""")]
    [InlineData("no source", """{}""", """[{"op":"copy","path":"/a"}]""")]
    [InlineData("the root", """{}""", """[{"op":"replace","path":"","value":1}]""")]
    [InlineData("below a scalar", """{"a":1}""", """[{"op":"add","path":"/a/b","value":1}]""")]
    public void Operations_that_fail(string example, string document, string patch) =>
        Assert.False(JsonPatch.TryApply(Parse(document), Operations(patch), out _), example);

    [Fact]
    public void A_failure_names_the_operation()
    {
        JsonPatch.TryApply(Parse("{}"), Operations("""[{"op":"add","path":"/a","value":1},{"op":"test","path":"/a","value":2}]"""), out var error);

        Assert.Equal("operation 1: the test failed", error);
    }

    [Fact]
    public void Copies_of_copies_stay_bounded_in_size()
    {
        var patch = Enumerable.Range(0, 100).Select(static _ => """{"op":"copy","from":"/a","path":"/a/-"}""");

        Assert.False(JsonPatch.TryApply(Parse("""{"a":["0123456789"]}"""), Operations($"[{string.Join(',', patch)}]"), out var error));
        Assert.EndsWith("the patch is too costly", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_of_copies_stay_bounded_in_depth()
    {
        var operations = new List<string>();
        var leaf = "/a";
        for (var i = 0; i < 10; i++)
        {
            operations.Add($$"""{"op":"copy","from":"/a","path":"{{leaf}}/b"}""");
            leaf += string.Concat(Enumerable.Repeat("/b", 1 << i));
        }

        Assert.False(JsonPatch.TryApply(Parse("""{"a":{}}"""), Operations($"[{string.Join(',', operations)}]"), out var error));
        Assert.EndsWith("nested too deeply", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Moves_to_deeper_places_stay_bounded_in_cost()
    {
        var document = Parse($$"""{"a":[{{string.Join(',', Enumerable.Repeat("0", 500_000))}}],"b":{} }""");
        var patch = Enumerable.Range(0, 50).Select(static _ => """{"op":"move","from":"/a","path":"/b/a"},{"op":"move","from":"/b/a","path":"/a"}""");

        Assert.False(JsonPatch.TryApply(document, Operations($"[{string.Join(',', patch)}]"), out var error));
        Assert.EndsWith("the patch is too costly", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_move_that_cannot_become_too_deep_costs_nothing()
    {
        var document = Parse($$"""{"a":[{{string.Join(',', Enumerable.Repeat("0", 500_000))}}]}""");
        var patch = Enumerable.Range(0, 250).Select(static _ => """{"op":"move","from":"/a","path":"/b"},{"op":"move","from":"/b","path":"/a"}""");

        Assert.True(JsonPatch.TryApply(document, Operations($"[{string.Join(',', patch)}]"), out _));
    }

    [Fact]
    public void Making_room_in_long_arrays_stays_bounded_in_cost()
    {
        var document = Parse($$"""{"a":[{{string.Join(',', Enumerable.Repeat("0", 500_000))}}]}""");
        var patch = Enumerable.Repeat("""{"op":"add","path":"/a/0","value":1}""", 1_000);

        Assert.False(JsonPatch.TryApply(document, Operations($"[{string.Join(',', patch)}]"), out var error));
        Assert.EndsWith("the patch is too costly", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_patch_has_at_most_a_thousand_operations()
    {
        var patch = Enumerable.Repeat("""{"op":"add","path":"/a","value":1}""", 1_001).ToList();

        Assert.True(JsonPatch.TryApply(Parse("{}"), Operations($"[{string.Join(',', patch.Skip(1))}]"), out _));
        Assert.False(JsonPatch.TryApply(Parse("{}"), Operations($"[{string.Join(',', patch)}]"), out var error));
        Assert.Equal("more than 1000 operations", error);
    }

    [Fact]
    public void Of_members_with_the_same_name_the_last_wins_at_every_depth()
    {
        var patched = Parse("""{"a":{"x":{"y":2}}}""");
        const string patch = """[{"op":"test","path":"/a","value":{"x":1,"x":{"y":1,"y":2}}},{"op":"add","path":"/b","value":[{"x":1,"x":2}]},{"op":"copy","from":"/b","path":"/c"}]""";

        Assert.True(JsonPatch.TryApply(patched, Operations(patch), out var error), error);
        Assert.Equal("""{"a":{"x":{"y":2}},"b":[{"x":2}],"c":[{"x":2}]}""", patched.ToJsonString());
    }

    [Fact]
    public void A_value_as_deep_as_allowed_is_added_copied_and_compared()
    {
        var deep = new string('[', 98) + new string(']', 98);
        var patched = Parse("""{"a":{}}""");
        var patch = $$"""[{"op":"add","path":"/a/b","value":{{deep}}},{"op":"copy","from":"/a/b","path":"/c"},{"op":"test","path":"/c","value":{{deep}}}]""";
        using var operations = JsonText.ParseStored(System.Text.Encoding.UTF8.GetBytes(patch));

        Assert.True(JsonPatch.TryApply(patched, Operations(operations.RootElement), out var error), error);
        Assert.False(JsonPatch.TryApply(patched, Operations("""[{"op":"move","from":"/a/b","path":"/a/-/x"}]"""), out _));
        Assert.False(JsonPatch.TryApply(Parse("""{"a":{"b":{"c":{}}}}"""), [.. Operations(operations.RootElement).Take(1).Select(static o => o with { Path = "/a/b/c/d" })], out error));
        Assert.EndsWith("nested too deeply", error, StringComparison.Ordinal);
    }

    static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;

    static List<JsonPatchOperation> Operations(string json) => Operations(JsonElement.Parse(json));

    static List<JsonPatchOperation> Operations(JsonElement patch)
    {
        var operations = new List<JsonPatchOperation>();
        foreach (var item in patch.EnumerateArray())
        {
            operations.Add(new JsonPatchOperation(
                item.GetProperty("op").GetString()!,
                item.GetProperty("path").GetString()!,
                item.TryGetProperty("from", out var from) ? from.GetString() : null,
                item.TryGetProperty("value", out var value) ? value : default));
        }

        return operations;
    }
}
