using System.Text;
using System.Text.RegularExpressions;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed partial class PageTokenTests
{
    static readonly Sort[] Sorts = [new(new FieldPath("o.x"), false), new(new FieldPath("zz"), true), new(FieldPath.LastModified, true)];

    [Fact]
    public void A_token_is_base64_of_compact_json()
    {
        var row = new StoredObject("r", 7, Encoding.UTF8.GetBytes("""{"o":{"x":"é"}}"""));

        var json = Encoding.UTF8.GetString(Convert.FromBase64String(PageToken.Following(row, Sorts, 21).Encode()));

        Assert.Matches(TokenShape(), json);
    }

    [Fact]
    public void A_token_reads_back()
    {
        var row = new StoredObject("r", 7, Encoding.UTF8.GetBytes("""{"o":{"x":[1,{"a":"é"}]}}"""));
        var token = PageToken.Following(row, Sorts, 21);

        Assert.True(PageToken.TryDecode(token.Encode(), out var read));
        Assert.Equal(21, read.Offset);
        Assert.Equal(token.Nonce, read.Nonce);
        Assert.Equal([new FieldPath("o.x").Read(row), FieldValue.Missing, FieldValue.FromInteger(7)], read.ReadSortValues(Sorts));
        Assert.False(token.Nonce == PageToken.Following(row, Sorts, 21).Nonce);
    }

    [Fact]
    public void A_token_of_another_implementation_is_accepted()
    {
        var text = Encode("""{"last_object": {"last_modified": 1234, "status": 2}, "offset": 42, "nonce": "pagination-token-x"}""");

        Assert.True(PageToken.TryDecode(text, out var token));
        Assert.Equal(
            [FieldValue.FromInteger(2), FieldValue.Missing, FieldValue.FromInteger(1234)],
            token.ReadSortValues([new(new FieldPath("status"), true), new(new FieldPath("title"), true), new(FieldPath.LastModified, true)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"toto\":")]
    [InlineData("[]")]
    [InlineData("[[[\"last_modified\",0,\">\"]]]")]
    [InlineData("""{"toto":{"tutu":1}}""")]
    [InlineData("""{"last_object":[1],"offset":1,"nonce":"n"}""")]
    [InlineData("""{"last_object":{},"offset":1,"nonce":"n"}""")]
    [InlineData("""{"last_object":{"last_modified":"1"},"offset":1,"nonce":"n"}""")]
    [InlineData("""{"last_object":{"last_modified":1.5},"offset":1,"nonce":"n"}""")]
    [InlineData("""{"last_object":{"id":1,"last_modified":1},"offset":1,"nonce":"n"}""")]
    [InlineData("""{"last_object":{"last_modified":1},"offset":"1","nonce":"n"}""")]
    [InlineData("""{"last_object":{"last_modified":1},"offset":1e99,"nonce":"n"}""")]
    [InlineData("""{"last_object":{"last_modified":1},"offset":1,"nonce":null}""")]
    [InlineData("""{"last_object":{"last_modified":1},"nonce":"n"}""")]
    [InlineData("""{"last_object":{"last_modified":1},"offset":1}""")]
    public void Other_shapes_are_no_token(string json) => Assert.False(PageToken.TryDecode(Encode(json), out _));

    [Theory]
    [InlineData("123")]
    [InlineData("****")]
    [InlineData("é")]
    public void Text_that_is_not_base64_is_no_token(string text) => Assert.False(PageToken.TryDecode(text, out _));

    static string Encode(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));

    [GeneratedRegex(
        """^\{"last_object":\{"o\.x":"\\u00E9","last_modified":7\},"offset":21,"nonce":"pagination-token-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"\}$""",
        RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TokenShape();
}
