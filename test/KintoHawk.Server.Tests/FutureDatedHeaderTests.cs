using System.Net;
using System.Text;
using Hawk;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Settings;
using KintoHawk.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Server.Tests;

/// <summary>A header that was used once is refused at every later second of its life, however far in the future it is dated, and after it.</summary>
public sealed class FutureDatedHeaderTests : IAsyncDisposable
{
    const int Skew = 60;
    const int SecondsPerRun = 10;
    const string Account = "alice";
    const string Password = "a password";

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kintohawk-future-");
    readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    WebApplication? _application;
    SqliteStorage? _storage;
    SqliteCache? _cache;
    HttpClient? _client;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Skew, false)]
    [InlineData(Skew, true)]
    [InlineData(Skew - 1, true)]
    [InlineData(0, true)]
    [InlineData(-Skew, true)]
    public async Task A_used_header_is_refused_at_every_second_that_follows(int offset, bool restarts)
    {
        await StartAsync();
        var session = await OpenSessionAsync();
        var dated = _time.GetUtcNow().ToUnixTimeSeconds() + offset;
        var header = Sign(session, dated);
        var (status, challenge) = await GetAsync(header);
        Assert.True(status is HttpStatusCode.OK, challenge);

        for (var second = 0; second <= offset + Skew + 10; second++)
        {
            if (restarts && second % SecondsPerRun == 0)
            {
                await StopAsync();
                await StartAsync();
            }

            (status, challenge) = await GetAsync(header);
            var twin = await GetAsync(Sign(session, dated));

            Assert.Equal(HttpStatusCode.Unauthorized, status);
            // As long as the date is good the nonce is what is refused, and a header of the same date with another nonce is not.
            var isFresh = second <= offset + Skew;
            Assert.Equal(isFresh, challenge == "Hawk error=\"Invalid nonce\"");
            Assert.Equal(isFresh ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, twin.Status);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _folder.Delete(recursive: true);
    }

    async Task StartAsync()
    {
        var storageFile = Path.Combine(_folder.FullName, "storage.sqlite");
        var cacheFile = Path.Combine(_folder.FullName, "cache.sqlite");
        var options = KintoHawkOptions.EmbeddedDefault(storageFile, cacheFile, "secret");
        options.HawkClockSkew = TimeSpan.FromSeconds(Skew);
        options.Principals = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { ["account_create"] = ["system.Everyone"] };
        _storage = SqliteStorage.Open(storageFile, _time);
        await _storage.MigrateAsync(Cancelled);
        _cache = SqliteCache.Open(cacheFile, _time);

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton<IStorage>(_storage);
        builder.Services.AddSingleton<ICache>(_cache);
        builder.Services.AddKintoHawk(options);
        _application = builder.Build();
        _application.MapKintoHawk();
        await _application.StartAsync(Cancelled);
        // The name that requests are signed for, whatever the port of this run is.
        _client = new HttpClient { BaseAddress = new Uri(_application.Urls.Single()), DefaultRequestHeaders = { Host = "localhost" } };
    }

    async Task StopAsync()
    {
        _client?.Dispose();
        if (_application is not null)
            await _application.DisposeAsync();
        if (_cache is not null)
            await _cache.DisposeAsync();
        if (_storage is not null)
            await _storage.DisposeAsync();
    }

    async Task<HawkCredential> OpenSessionAsync()
    {
        using var account = new StringContent($$$"""{"data":{"password":"{{{Password}}}"}}""", Encoding.UTF8, "application/json");
        using var created = await _client!.PutAsync(new Uri("/v1/accounts/" + Account, UriKind.Relative), account, Cancelled);
        Assert.True(created.StatusCode is HttpStatusCode.Created, await created.Content.ReadAsStringAsync(Cancelled));

        using var login = new HttpRequestMessage(HttpMethod.Post, "/v1/hawk-sessions");
        login.Headers.Add("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Account}:{Password}")));
        using var opened = await _client.SendAsync(login, Cancelled);
        Assert.True(HawkSession.TryFromToken(opened.Headers.GetValues("Hawk-Session-Token").Single(), out var session));
        return session.ToCredential();
    }

    static string Sign(HawkCredential session, long seconds) =>
        HawkClient.Authorize(session, HawkTarget.FromUri("GET", new Uri("http://localhost/v1/accounts/" + Account)), DateTimeOffset.FromUnixTimeSeconds(seconds)).Value;

    async Task<(HttpStatusCode Status, string? Challenge)> GetAsync(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/accounts/" + Account);
        request.Headers.Add("Authorization", authorization);
        using var response = await _client!.SendAsync(request, Cancelled);
        return (response.StatusCode, response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? values.ToString() : null);
    }
}
