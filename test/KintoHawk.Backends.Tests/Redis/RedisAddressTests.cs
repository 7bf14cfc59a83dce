using KintoHawk.Redis;

namespace KintoHawk.Backends.Tests.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://localhost:6379/1", "redis://localhost:6379/1")]
    [InlineData("redis://", "redis://localhost:6379/0")]
    [InlineData("redis:///3", "redis://localhost:6379/3")]
    [InlineData("redis://:7000", "redis://localhost:7000/0")]
    [InlineData("redis://:s3cr%65t@cache/2", "redis://cache:6379/2")]
    [InlineData("redis://kinto:s3cr:et@cache?db=4", "redis://kinto@cache:6379/4")]
    [InlineData("redis://cache?password=s3cret&username=kinto", "redis://kinto@cache:6379/0")]
    [InlineData("rediss://[::1]:7000", "rediss://[::1]:7000/0")]
    [InlineData("redis://10.0.0.1:7000,10.0.0.2:7001,cache", "redis://10.0.0.1:7000,10.0.0.2:7001,cache:6379/0")]
    [InlineData("redis://one,two:7000/1?service_name=kinto", "redis://one:26379,two:7000/1?service_name=kinto")]
    [InlineData("unix:///run/redis/redis.sock", "unix:///run/redis/redis.sock?db=0")]
    [InlineData("unix://:s3cret@/run/redis.sock?db=2", "unix:///run/redis.sock?db=2")]
    [InlineData("redis+socket:///run/redis.sock?db=2&password=s3cret", "redis+socket:///run/redis.sock?db=2")]
    public void Urls_of_kinto_and_of_redis_py_are_understood(string url, string display)
    {
        Assert.True(RedisAddress.TryParse(url, out var address, out _));

        Assert.Equal(display, address.ToString());
        Assert.Equal(url.Contains("s3cr", StringComparison.Ordinal) ? "s3cret" : null, address.Password?.Replace(":", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost")]
    [InlineData("redis://localhost/one")]
    [InlineData("redis://localhost:port")]
    [InlineData("redis://localhost:0")]
    [InlineData("redis://localhost,")]
    [InlineData("redis://one, two")]
    [InlineData("redis://:s3cret@host?pasword=s3cret")]
    [InlineData("redis://:s3cret@host?db=s3cret")]
    [InlineData("redis://:s3cret@ho st")]
    [InlineData("rediss://host?ssl_check_hostname=perhaps")]
    [InlineData("redis://host?socket_timeout=-1")]
    [InlineData("redis://host?socket_timeout=soon")]
    [InlineData("unix://host/run/redis.sock")]
    [InlineData("unix://")]
    public void What_is_no_url_is_refused_without_its_secrets(string url)
    {
        Assert.False(RedisAddress.TryParse(url, out _, out var error));

        Assert.DoesNotContain("s3cret", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_are_the_same_when_everything_is()
    {
        Assert.Equal(Parse("redis://:a@host/1"), Parse("redis://:a@host:6379/1"));
        Assert.NotEqual(Parse("redis://:a@host/1"), Parse("redis://:b@host/1"));
        Assert.NotEqual(Parse("redis://:a@host/1"), Parse("redis://:a@host/2"));
        Assert.NotEqual(Parse("redis://host"), Parse("redis://host?socket_timeout=1"));
        Assert.Equal(TimeSpan.FromMilliseconds(500), Parse("redis://host?socket_connect_timeout=.5").ConnectTimeout);
        Assert.NotEqual(Parse("rediss://host"), Parse("rediss://host?ssl_check_hostname=false"));
    }

    static RedisAddress Parse(string url)
    {
        Assert.True(RedisAddress.TryParse(url, out var address, out var error), error);
        return address;
    }
}
