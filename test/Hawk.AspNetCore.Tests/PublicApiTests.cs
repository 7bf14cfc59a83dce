using PublicApi;

namespace Hawk.AspNetCore.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_public_surface_is_the_approved_one()
    {
        var actual = ApiText.Of(typeof(HawkOptions).Assembly);
        var received = Path.Combine(AppContext.BaseDirectory, "PublicApi.received.txt");
        File.WriteAllText(received, actual);

        var approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicApi.approved.txt"));

        Assert.True(approved == actual, $"The public surface has changed. When it is meant, copy {received} over PublicApi.approved.txt. It is now:\n{actual}");
    }
}
