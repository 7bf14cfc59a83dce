using Hawk.Diagnostics;

namespace Hawk.Tests;

public class HawkFieldTextTests
{
    [Theory]
    [InlineData(HawkField.Authorization, "Hawk mac=\"m\", id=\"x\"", "id=x mac=m")]
    [InlineData(HawkField.ServerAuthorization, "Hawk hash=\"h\", mac=\"m\"", "mac=m hash=h")]
    [InlineData(HawkField.WwwAuthenticate, "hawk error=\"Stale timestamp\",ts=\"1\"", "ts=1 error=Stale timestamp")]
    public void A_field_is_taken_apart_in_the_order_of_its_names(HawkField field, string value, string expected)
    {
        Assert.Equal(HawkFailure.None, HawkFieldText.Parse(field, value, out var attributes, out var message));

        Assert.Equal(expected, string.Join(' ', attributes.Select(static attribute => $"{attribute.Key}={attribute.Value}")));
        Assert.Null(message);
    }

    [Theory]
    [InlineData(HawkField.ServerAuthorization, "Hawk id=\"x\"", HawkFailure.MalformedHeader, "Unknown attribute: id")]
    [InlineData(HawkField.WwwAuthenticate, "Hawk ts=\"1\", ts=\"1\"", HawkFailure.MalformedHeader, "Duplicate attribute: ts")]
    [InlineData(HawkField.Authorization, "Basic eDp5", HawkFailure.NotHawk, "Unauthorized")]
    [InlineData(HawkField.Authorization, null, HawkFailure.NotHawk, "Unauthorized")]
    public void A_field_against_the_grammar_is_refused_with_the_reason(HawkField field, string? value, HawkFailure failure, string expected)
    {
        Assert.Equal(failure, HawkFieldText.Parse(field, value, out var attributes, out var message));

        Assert.Equal(expected, message);
        Assert.Empty(attributes);
    }

    [Fact]
    public void A_written_challenge_can_be_read_again()
    {
        var value = HawkFieldText.WriteChallenge("Stale timestamp", new("ts", "1"), new("tsm", "abc="));

        Assert.Equal(HawkFailure.None, HawkFieldText.Parse(HawkField.WwwAuthenticate, value, out var attributes, out _));
        Assert.Equal(["1", "abc=", "Stale timestamp"], attributes.Select(static attribute => attribute.Value));
    }

    [Theory]
    [InlineData("ts", "a\"b")]
    [InlineData("ts", "")]
    [InlineData("t s", "a")]
    [InlineData("", "a")]
    public void A_challenge_that_could_not_be_read_is_not_written(string name, string value) =>
        Assert.Throws<ArgumentException>(() => HawkFieldText.WriteChallenge(error: null, new KeyValuePair<string, string>(name, value)));
}
