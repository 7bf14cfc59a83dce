using Hawk.Http.Tests.Guide;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Hawk.Http.Tests
{
    /// <summary>The code of docs/guides/hawk-in-dotnet.md, word for word, running.</summary>
    public sealed class GuideTests
    {
        static string Repository([System.Runtime.CompilerServices.CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(path, "../../.."));

        [Fact]
        public async Task The_client_of_the_guide_talks_to_the_server_of_the_guide()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IHawkCredentialStore, Keys>();
            builder.Services.AddAuthentication().AddHawk();
            builder.Services.AddAuthorization();
            builder.Services.Configure<HawkNonceStoreOptions>(bounds =>
            {
                bounds.Capacity = 2_000_000;
                bounds.MaxPerCredential = 100_000;
                bounds.WhenFull = HawkNonceStoreFullPolicy.Refuse;
            });
            await using var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.UseHawkResponseSigning();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapPost("/notes", (HttpContext context) => $"Hello {context.User.Identity!.Name}").RequireAuthorization();
            await app.StartAsync(TestContext.Current.CancellationToken);
            var origin = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

            var answer = await SendAsync(origin);

            Assert.True(answer.IsSuccessStatusCode);
            Assert.Equal("Hello alice", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True(answer.Headers.Contains("Server-Authorization"));
        }

        [Fact]
        public void Every_block_of_the_guide_stands_in_this_file()
        {
            var guide = File.ReadAllText(Path.Combine(Repository(), "docs/guides/hawk-in-dotnet.md"));
            var source = Lines(File.ReadAllText(Path.Combine(Repository(), "test/Hawk.Http.Tests/GuideTests.cs")));
            var blocks = guide.Split("```csharp").Skip(1).Select(static rest => rest.Split("```")[0]).ToArray();

            Assert.Equal(6, blocks.Length);
            Assert.All(blocks, block => Assert.Contains(Lines(block), source));
        }

        static async Task<HttpResponseMessage> SendAsync(Uri origin)
        {
            var collection = new ServiceCollection();
            Register(collection, origin);
            await using var services = collection.BuildServiceProvider();
#pragma warning disable xUnit1051 // the guide's code has no test framework around it
            var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("notes");
            var answer = await client.PostAsync(new Uri(origin, "/notes"), new StringContent("Buy milk"));
#pragma warning restore xUnit1051
            return answer;
        }

        static void Register(ServiceCollection services, Uri origin)
        {
            services.AddHttpClient("notes").AddHawk(new HawkCredential("alice", "a long random key"), origin);
        }

        static string Lines(string text) => string.Join('\n', text.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0));
    }
}

namespace Hawk.Http.Tests.Guide
{
    sealed class Keys : IHawkCredentialStore
    {
        public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken) =>
            new(id == "alice" ? new HawkCredential("alice", "a long random key") : null);
    }
}
