using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Querying;

namespace KintoHawk.Core.Tests.Querying;

public sealed class QueryStringTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("?", "")]
    [InlineData("?a=1&b=2", "a=1|b=2")]
    [InlineData("a=1&a=2&&", "a=1|a=2")]
    [InlineData("a", "a=")]
    [InlineData("=x", "=x")]
    [InlineData("a=b=c", "a=b=c")]
    [InlineData("a+b=c+d%2Be", "a b=c d+e")]
    [InlineData("%C3%A9=%F0%9F%98%80", "é=😀")]
    [InlineData("é=😀", "é=😀")]
    [InlineData("a=%zz%4%", "a=%zz%4%")]
    [InlineData("a=%00", "a=\0")]
    [InlineData("a=1;b=2", "a=1;b=2")]
    public void Names_and_values_are_decoded(string raw, string expected)
    {
        Assert.True(QueryString.TryParse(raw, out var parameters, out _));
        Assert.Equal(expected, string.Join('|', parameters.Select(static parameter => $"{parameter.Key}={parameter.Value}")));
    }

    [Theory]
    [InlineData("a=%FF")]
    [InlineData("%C3=1")]
    [InlineData("a=%ED%A0%80")]
    [InlineData("a=1&b=%C0%80")]
    public void Text_that_is_not_utf8_is_refused_with_the_message_of_the_wire(string raw)
    {
        Assert.False(QueryString.TryParse(raw, out _, out var error));
        Assert.StartsWith("A request with an incorrect encoding in the querystring wasreceived.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lone_surrogate_is_refused() => Assert.False(QueryString.TryParse($"a={(char)0xD800}", out _, out _));

    [Fact]
    public void Formatted_text_reads_back()
    {
        KeyValuePair<string, string>[] parameters = [new("a b", "1+2&3=4"), new("é", "😀/~"), new("a b", "")];

        var text = QueryString.Format(parameters);

        Assert.Equal("a+b=1%2B2%263%3D4&%C3%A9=%F0%9F%98%80%2F~&a+b=", text);
        Assert.True(QueryString.TryParse(text, out var read, out _));
        Assert.Equal(parameters.ToList(), read);
    }

    [Fact]
    public void The_next_page_keeps_the_parameters_in_their_places()
    {
        Assert.True(QueryString.TryParse("_sort=a&_limit=5&x=%C3%A9", out var parameters, out _));
        var token = PageToken.Following(new StoredObject("r", 7, Encoding.UTF8.GetBytes("{}")), [new Sort(FieldPath.LastModified, true)], 3);

        var next = QueryString.FormatNextPage(parameters, 3, token);

        Assert.Equal($"_sort=a&_limit=3&x=%C3%A9&_token={Uri.EscapeDataString(token.Encode())}", next);
    }
}
