using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hawk.Http.Tests;

/// <summary>The C# of README.md and docs/guides/signed-links.md, word for word, running.</summary>
public sealed class ReadmeTests
{
    static string Repository([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "../../.."));

    [Fact]
    public async Task The_client_of_the_readme_talks_to_the_server_of_the_readme()
    {
        const string key = "a long random key";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHawkCredentialStore>(new HawkCredentialSet(new HawkCredential("alice", key)));
        builder.Services.AddAuthentication().AddHawk();
        builder.Services.AddAuthorization();
        await using var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapPost("/notes", (ClaimsPrincipal user) => $"Hello {user.Identity?.Name}").RequireAuthorization();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var origin = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

        var services = new ServiceCollection();
        services.AddHttpClient("notes").AddHawk(new HawkCredential("alice", key), origin);
        await using var provider = services.BuildServiceProvider();
        using var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("notes");
        using var content = new StringContent("Buy milk");
        using var answer = await client.PostAsync(new Uri(origin, "/notes"), content, TestContext.Current.CancellationToken);

        Assert.Equal("Hello alice", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_verifier_of_the_readme_accepts_a_request_once()
    {
        const string key = "a long random key";
        using var credential = new HawkCredential("alice", key);
        var (method, rawTarget, host, contentType, body) = ("POST", "/notes", "example.com", "text/plain", "Buy milk"u8.ToArray());
        var authorization = Authorize(credential, body);

        var verifier = new HawkVerifier(new HawkCredentialSet(new HawkCredential("alice", key)));
        for (var time = 0; time < 2; time++)
        {
#pragma warning disable xUnit1051 // the README's code has no test framework around it
            var verdict = await verifier.VerifyAsync(new HawkReceivedRequest
            {
                Method = method, RawTarget = rawTarget, HostField = host, Authorization = authorization, ContentType = contentType, Body = body,
            });
#pragma warning restore xUnit1051
            Assert.Equal(time is 0, verdict.IsAccepted);
        }
    }

    [Fact]
    public void The_link_of_the_readme_has_a_bewit()
    {
        using var credential = new HawkCredential("alice", "a long random key");
#pragma warning disable RS0030 // the README reads the system clock, as a program without a TimeProvider does
        var link = HawkClient.SignLink(credential, new Uri("https://files.example.com/reports/2026.pdf"), DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
#pragma warning restore RS0030

        Assert.True(HawkBewit.IsIn(link.PathAndQuery));
    }

    [Fact]
    public async Task The_file_server_of_the_guide_opens_its_links()
    {
        var folder = Directory.CreateTempSubdirectory("hawk-links-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "2026.pdf"), "a report", TestContext.Current.CancellationToken);
            using var credential = new HawkCredential("alice", "a long random key");
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IHawkCredentialStore>(new HawkCredentialSet(credential));
            builder.Services.AddAuthentication().AddHawk();
            builder.Services.AddAuthorization();
            await using var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.MapGet("/reports/{name}", (string name) => Results.File(Path.Combine(folder, Path.GetFileName(name)))).RequireAuthorization().AllowHawkBewit();
            await app.StartAsync(TestContext.Current.CancellationToken);
            var origin = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

            using var client = new HttpClient();
            var report = new Uri(origin, "/reports/2026.pdf");
            var link = HawkClient.SignLink(credential, report, TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(1));
            Assert.Equal("a report", await client.GetStringAsync(link, TestContext.Current.CancellationToken));
            using var refused = await client.GetAsync(report, TestContext.Current.CancellationToken);
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/guides/signed-links.md")]
    public void Every_block_stands_in_this_file(string document)
    {
        var text = File.ReadAllText(Path.Combine(Repository(), document));
        var source = Lines(File.ReadAllText(Path.Combine(Repository(), "test/Hawk.Http.Tests/ReadmeTests.cs")));
        var blocks = text.Split("```csharp").Skip(1).Select(static rest => rest.Split("```")[0]).ToArray();

        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Contains(Lines(block), source));
    }

    static string Authorize(HawkCredential credential, byte[] body) => HawkClient.Authorize(
        credential, HawkTarget.FromUri("POST", new Uri("http://example.com/notes")), TimeProvider.System.GetUtcNow(), HawkPayload.FromBytes("text/plain", body)).Value;

    static string Lines(string text) => string.Join('\n', text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));
}
