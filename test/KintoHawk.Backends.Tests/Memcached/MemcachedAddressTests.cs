using KintoHawk.Memcached;

namespace KintoHawk.Backends.Tests.Memcached;

public sealed class MemcachedAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:11211", "127.0.0.1:11211")]
    [InlineData("cache", "cache:11211")]
    [InlineData("inet:cache:1", "cache:1")]
    [InlineData("inet6:[::1]:1", "[::1]:1")]
    [InlineData("[::1]", "[::1]:11211")]
    [InlineData("unix:/run/memcached.sock", "unix:/run/memcached.sock")]
    [InlineData("b:1 a:2", "b:1 a:2")]
    public void Hosts_of_kinto_are_understood(string hosts, string display)
    {
        Assert.True(MemcachedAddress.TryParse(hosts.Split(' '), out var address, out _));

        Assert.Equal(display, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("unix:")]
    [InlineData("host:port")]
    [InlineData("host:0")]
    [InlineData("user@host")]
    [InlineData("http://host")]
    public void What_is_no_host_is_refused(string host)
    {
        Assert.False(MemcachedAddress.TryParse(["127.0.0.1:11211", host], out _, out var error));
        Assert.Contains("127.0.0.1:11211", error, StringComparison.Ordinal);
    }

    [Fact]
    public void No_host_is_refused() => Assert.False(MemcachedAddress.TryParse([], out _, out _));
}
