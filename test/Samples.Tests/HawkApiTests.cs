using System.Net;

namespace Samples.Tests;

/// <summary>The API and its client in the smallest form, as processes that talk to each other.</summary>
public sealed class HawkApiTests
{
    const string AnyPort = "http://127.0.0.1:0";

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_client_is_answered()
    {
        await using var api = RunningSample.Start("HawkApi", "the shared key", "--urls", AnyPort);
        await using var client = RunningSample.Start("HawkClient", "the shared key", (await api.OriginAsync()).AbsoluteUri);

        var (exitCode, output, error) = await client.FinishAsync();

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal($"Hello alice{Environment.NewLine}OK {{\"item\":\"hawk\",\"total\":10}}{Environment.NewLine}", output);
    }

    [Fact]
    public async Task A_client_with_another_key_is_refused()
    {
        await using var api = RunningSample.Start("HawkApi", "the shared key", "--urls", AnyPort);
        await using var client = RunningSample.Start("HawkClient", "another key", (await api.OriginAsync()).AbsoluteUri);

        var (exitCode, _, error) = await client.FinishAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("401", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("POST", "/orders")]
    public async Task Nobody_is_answered_without_a_key(string method, string path)
    {
        await using var api = RunningSample.Start("HawkApi", "the shared key", "--urls", AnyPort);
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(await api.OriginAsync(), path));
        using var response = await client.SendAsync(request, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, "Hawk"), (response.StatusCode, response.Headers.WwwAuthenticate.ToString()));
    }

    [Theory]
    [InlineData("HawkApi")]
    [InlineData("HawkClient")]
    [InlineData("BewitFiles")]
    public async Task Without_a_key_in_the_environment_a_sample_says_what_it_needs(string name)
    {
        await using var sample = RunningSample.Start(name, key: null);

        var (exitCode, _, error) = await sample.FinishAsync();

        Assert.NotEqual(0, exitCode);
        Assert.Contains("Set HAWK_KEY", error, StringComparison.Ordinal);
    }
}
