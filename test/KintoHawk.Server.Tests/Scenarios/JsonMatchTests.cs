using System.Text.Json;

namespace KintoHawk.Server.Tests.Scenarios;

/// <summary>A matcher that lets everything pass would make every scenario pass.</summary>
public sealed class JsonMatchTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":1,"b":2}""")]
    [InlineData("""{"a":1}""", """{"a":1.0}""")]
    [InlineData("""{"a":"<absent>"}""", """{"b":2}""")]
    [InlineData("""{"a":{"<exactly>":{"b":1}}}""", """{"a":{"b":1},"c":1}""")]
    [InlineData("""[{"<set>":[1,{"a":2}]}]""", """[[{"a":2,"b":3},1]]""")]
    [InlineData("""["<number>","<string>","<boolean>","<object>","<any>"]""", """[1,"x",false,{},null]""")]
    [InlineData("\"/^a.c$/\"", "\"abc\"")]
    [InlineData("""{"a":{"<greater than>":"5"}}""", """{"a":6}""")]
    public void What_is_expected_matches(string expected, string actual) => Assert.Empty(Differences(expected, actual, exactly: false));

    [Theory]
    [InlineData("""{"a":1}""", """{"b":2}""")]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":null}""", """{"b":2}""")]
    [InlineData("""{"a":"<absent>"}""", """{"a":null}""")]
    [InlineData("""{"a":{"<exactly>":{"b":1}}}""", """{"a":{"b":1,"c":1}}""")]
    [InlineData("""[1,2]""", """[1,2,3]""")]
    [InlineData("""[1,2]""", """[2,1]""")]
    [InlineData("""[]""", """{}""")]
    [InlineData("""{"<set>":[1,1]}""", """[1,2]""")]
    [InlineData("""{"<set>":[1]}""", """[1,2]""")]
    [InlineData("""{"<set>":[]}""", """{}""")]
    [InlineData("\"<number>\"", "\"1\"")]
    [InlineData("\"<string>\"", "1")]
    [InlineData("\"<object>\"", "[]")]
    [InlineData("\"/^a.c$/\"", "\"abcd\"")]
    [InlineData("\"/1/\"", "1")]
    [InlineData("""{"<greater than>":5}""", "5")]
    [InlineData("""{"<greater than>":5}""", "\"6\"")]
    public void What_is_not_expected_is_a_difference(string expected, string actual) => Assert.NotEmpty(Differences(expected, actual, exactly: false));

    [Fact]
    public void An_exact_comparison_sees_what_is_not_mentioned() =>
        Assert.Equal("body.b: expected nothing, was 2", Assert.Single(Differences("""{"a":1}""", """{"a":1,"b":2}""", exactly: true)));

    static IReadOnlyList<string> Differences(string expected, string actual, bool exactly)
    {
        var match = new JsonMatch(exactly);
        match.Compare("body", JsonElement.Parse(expected), JsonElement.Parse(actual));
        return match.Differences;
    }
}
