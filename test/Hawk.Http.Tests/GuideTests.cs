using Hawk.AspNetCore;
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

            var answer = await SendAsync(origin, Register);
            var strict = await SendAsync(origin, RegisterStrict);

            Assert.True(strict.IsHawkVerified());
            Assert.True(answer.IsSuccessStatusCode);
            Assert.Equal("Hello alice", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.True(answer.Headers.Contains("Server-Authorization"));
        }

        [Fact]
        public async Task The_features_of_the_guide_do_what_it_says()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<IHawkCredentialStore, RotatedKeys>();
            builder.Services.AddAuthentication().AddHawk();
            builder.Services.AddAuthorization();
            await using var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            app.UseHawkResponseSigning(options =>
            {
                options.MaxBytes = 64 * 1024;
                options.SignStreamedWithTrailer = true;
            });
            app.UseAuthentication();
            app.UseAuthorization();
            var hooks = app.MapGroup("/hooks").RequireAuthorization().WithHawkPayload(HawkPayloadPolicy.VerifyIfPresent);
            hooks.MapPost("/ping", () => "pong");
            hooks.MapPost("/pay", () => "paid").RequireHawkPayload();
            app.MapPost("/photos", [HawkPayload(HawkPayloadPolicy.Require, MaxPayloadBytes = 64 * 1024, LargePayloads = HawkLargePayloads.Stream)] (HttpRequest request) => Photos.SaveAsync(request)).RequireAuthorization();
            app.MapGet("/photos/{name}", (string name) => $"photo {name}").RequireAuthorization().AllowHawkBewit();
            app.MapGet("/long", () => new string('x', 100_000)).RequireAuthorization();
            await app.StartAsync(TestContext.Current.CancellationToken);
            var origin = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            using var credential = new HawkCredential("alice", "a long random key");
            using var client = Client(origin, credential, signsPayload: true);
            using var careless = Client(origin, credential, signsPayload: false);
            using var stranger = new HttpClient();
#pragma warning disable RS0030 // the guide's code reads the clock as its reader would
            var link = HawkClient.SignLink(credential, new Uri(origin, "/photos/cat"), DateTimeOffset.UtcNow, TimeSpan.FromHours(1));
#pragma warning restore RS0030

            Assert.Equal("pong", await PostAsync(careless, "/hooks/ping", "x"));
            Assert.Equal("401", await PostAsync(careless, "/hooks/pay", "x"));
            Assert.Equal("paid", await PostAsync(client, "/hooks/pay", "x"));
            Assert.Equal("100000 bytes, verified", await PostAsync(client, "/photos", new string('x', 100_000)));
            Assert.Equal("photo cat", await stranger.GetStringAsync(link, TestContext.Current.CancellationToken));
            Assert.Equal(100_000, (await client.GetStringAsync(new Uri(origin, "/long"), TestContext.Current.CancellationToken)).Length);

            async Task<string> PostAsync(HttpClient sender, string path, string body)
            {
                using var response = await sender.PostAsync(new Uri(origin, path), new StringContent(body), TestContext.Current.CancellationToken);
                return response.IsSuccessStatusCode
                    ? await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                    : $"{(int)response.StatusCode}";
            }
        }

        [Fact]
        public void Every_block_of_the_guide_stands_in_this_file()
        {
            var guide = File.ReadAllText(Path.Combine(Repository(), "docs/guides/hawk-in-dotnet.md"));
            var source = Lines(File.ReadAllText(Path.Combine(Repository(), "test/Hawk.Http.Tests/GuideTests.cs")));
            var blocks = guide.Split("```csharp").Skip(1).Select(static rest => rest.Split("```")[0]).ToArray();

            Assert.NotEmpty(blocks);
            Assert.All(blocks, block => Assert.Contains(Lines(block), source));
        }

        static async Task<HttpResponseMessage> SendAsync(Uri origin, Action<ServiceCollection, Uri> register)
        {
            var collection = new ServiceCollection();
            register(collection, origin);
            await using var services = collection.BuildServiceProvider();
#pragma warning disable xUnit1051 // the guide's code has no test framework around it
            var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("notes");
            var answer = await client.PostAsync(new Uri(origin, "/notes"), new StringContent("Buy milk"));
#pragma warning restore xUnit1051
            return answer;
        }

        static HttpClient Client(Uri origin, HawkCredential credential, bool signsPayload)
        {
            var options = new HawkClientOptions
            {
                Credential = credential,
                SignPayload = signsPayload,
                ResponseCheck = signsPayload ? HawkResponseCheck.Required : HawkResponseCheck.IfPresent,
            };
            options.AllowedOrigins.Add(origin);
            return new HttpClient(new HawkMessageHandler(options, new SocketsHttpHandler { AllowAutoRedirect = false }));
        }

        static void Register(ServiceCollection services, Uri origin)
        {
            services.AddHttpClient("notes").AddHawk(new HawkCredential("alice", "a long random key"), origin);
        }

        static void RegisterStrict(ServiceCollection services, Uri origin)
        {
            services.AddHttpClient("notes").AddHawk(options =>
            {
                options.Credential = new HawkCredential("alice", "a long random key");
                options.AllowedOrigins.Add(origin);
                options.ResponseCheck = HawkResponseCheck.Required;
            });
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

    sealed class RotatedKeys : IHawkCredentialStore
    {
        public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken)
        {
            var acceptedUntil = DateTimeOffset.MaxValue;
            var rotated = new HawkCredential("alice", "a new long random key")
            {
                EarlierKeys = [new HawkEarlierKey(new HawkCredential("alice", "a long random key"), acceptedUntil)],
            };
            return new(id == rotated.Id ? rotated : null);
        }
    }

    static class Photos
    {
        public static async Task<string> SaveAsync(HttpRequest request)
        {
            var temporary = Path.GetTempFileName();
            try
            {
                await using (var file = File.Create(temporary))
                    await request.Body.CopyToAsync(file, request.HttpContext.RequestAborted);
                var photo = Path.ChangeExtension(temporary, ".jpg");
                File.Move(temporary, photo); // only here is it known that the body is the one that was signed
                return $"{new FileInfo(photo).Length} bytes, verified";
            }
            finally
            {
                File.Delete(temporary);
            }
        }
    }
}
