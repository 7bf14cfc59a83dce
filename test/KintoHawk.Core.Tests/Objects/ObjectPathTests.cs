using KintoHawk.Core.Objects;

namespace KintoHawk.Core.Tests.Objects;

public sealed class ObjectPathTests
{
    [Theory]
    [InlineData("/buckets/b", "bucket")]
    [InlineData("/buckets/b/groups/g", "group")]
    [InlineData("/buckets/b/collections/c", "collection")]
    [InlineData("/buckets/b/collections/c/records/r", "record")]
    [InlineData("/accounts/alice", "account")]
    public void The_uri_of_an_object_is_read_as_its_path(string uri, string kind)
    {
        Assert.True(ObjectPath.TryParse(uri, out var path));
        Assert.Equal(kind, path.Resource.Name);
        Assert.Equal(uri, path.Uri);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/buckets")]
    [InlineData("/buckets/")]
    [InlineData("buckets/b")]
    [InlineData("x/buckets/b")]
    [InlineData("/buckets/b/")]
    [InlineData("/buckets/b/records/r")]
    [InlineData("/buckets/b/history/h")]
    [InlineData("/buckets/b/groups/g/records/r")]
    [InlineData("/accounts/alice/collections/c")]
    [InlineData("/v1/buckets/b")]
    public void What_is_no_uri_of_an_object_has_no_path(string uri)
    {
        Assert.False(ObjectPath.TryParse(uri, out var path));
        Assert.Null(path);
    }
}
