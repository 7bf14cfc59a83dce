using System.Text;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Tests.Json;

public sealed class JsonMembersTests
{
    static readonly string Deepest = $$"""{"x":{{new string('[', JsonText.MaxDepth - 1)}}{{new string(']', JsonText.MaxDepth - 1)}}}""";

    [Fact]
    public void Members_of_data_as_deep_as_is_accepted_are_replaced_and_removed()
    {
        var data = Encoding.UTF8.GetBytes(Deepest);
        Assert.Null(JsonText.FindError(data));

        var longer = JsonMembers.With(data, "a", "1"u8);

        Assert.Equal(Deepest[..^1] + ",\"a\":1}", Encoding.UTF8.GetString(longer.Span));
        Assert.Equal(Deepest, Encoding.UTF8.GetString(JsonMembers.Without(longer.Span, "a").Span));
    }

    [Fact]
    public void Stored_text_is_parsed_whatever_its_depth()
    {
        using var document = JsonText.ParseStored(Encoding.UTF8.GetBytes($"[{Deepest}]"));

        Assert.Equal(1, document.RootElement.GetArrayLength());
    }

    [Theory]
    [InlineData("1", 0)]
    [InlineData("{}", 1)]
    [InlineData("[1,[],2]", 2)]
    [InlineData("""{"a":[1],"b":{"c":[{}]},"d":1}""", 4)]
    public void Depth_counts_arrays_and_objects(string json, int depth) => Assert.Equal(depth, JsonText.DepthOf(Encoding.UTF8.GetBytes(json)));
}
