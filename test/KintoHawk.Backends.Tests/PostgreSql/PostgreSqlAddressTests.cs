using KintoHawk.PostgreSql;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class PostgreSqlAddressTests
{
    [Theory]
    [InlineData("postgresql://kinto:secret@db:5433/objects", "postgresql://kinto@db:5433/objects")]
    [InlineData("postgresql://db/objects", "postgresql://db:5432/objects")]
    [InlineData("postgresql://kinto:secret@one:5433,two:5434/objects?target_session_attrs=primary", "postgresql://kinto@one:5433,two:5434/objects")]
    [InlineData("postgresql://one,two,three/objects", "postgresql://one,two,three/objects")]
    [InlineData("postgresql://kinto:a%2Cb@one,two:5434/objects", "postgresql://kinto@one,two:5434/objects")]
    [InlineData("postgresql://kinto:secret@/objects?host=one,two", "postgresql://kinto@one,two/objects")]
    public void The_text_of_an_address_has_all_hosts_and_no_password(string url, string text)
    {
        Assert.True(PostgreSqlAddress.TryParse(url, out var address, out var error), error);

        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData("postgresql://kinto:secret@one,/objects")]
    [InlineData("postgresql://kinto:secret@,two/objects")]
    [InlineData("mysql://one,two/objects")]
    public void What_is_not_an_address_is_refused_without_its_secrets(string url)
    {
        Assert.False(PostgreSqlAddress.TryParse(url, out _, out var error));

        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
    }
}
