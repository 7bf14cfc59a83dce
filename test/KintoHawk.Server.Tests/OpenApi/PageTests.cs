using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.OpenApi;

/// <summary>The description of the API as a page.</summary>
public sealed partial class PageTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_is_complete_in_itself_and_says_everything()
    {
        await using var server = await RunningServer.StartAsync("memory", ["project_name = A & B <c>"], log: null, Cancelled);
        using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/__api__/docs"), Cancelled);
        var page = await response.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Contains("<h1>A &amp; B &lt;c&gt; HTTP API 1.23</h1>", page, StringComparison.Ordinal);
        foreach (var operation in (string[])["server_info", "get_buckets", "update_record", "create_account", "create_hawk_session"])
            Assert.Contains($"<article id=\"{operation}\">", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
        var anchors = Anchor().Matches(page).Select(static match => match.Groups["id"].Value).ToHashSet(StringComparer.Ordinal);
        Assert.All(Link().Matches(page).Select(static match => match.Groups["id"].Value), link => Assert.Contains(link, anchors));
    }

    [Fact]
    public async Task Nothing_but_its_own_style_may_act_on_the_page()
    {
        await using var server = await RunningServer.StartAsync("memory", [], log: null, Cancelled);
        using var response = await server.Client.GetAsync(new Uri(server.Address, "/v1/__api__/docs"), Cancelled);
        var page = await response.Content.ReadAsStringAsync(Cancelled);

        var style = Assert.Single(Style().Matches(page)).Groups["text"].Value;
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{digest}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
    }

    [GeneratedRegex("<style>(?<text>.*?)</style>", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Style();

    [GeneratedRegex(" id=\"(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Anchor();

    [GeneratedRegex("href=\"#(?<id>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
