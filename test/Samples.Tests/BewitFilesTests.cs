using System.Net;
using System.Security.Cryptography;
using Hawk;
using Hawk.Http;

namespace Samples.Tests;

/// <summary>The file server: a key makes links, and links open files.</summary>
public sealed class BewitFilesTests : IAsyncLifetime
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bewit-files-");
    readonly byte[] _content = RandomNumberGenerator.GetBytes(100_000);
    readonly HttpClient _stranger = new();
    RunningSample _server = null!;
    Uri _origin = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    static HawkCredential Credential { get; } = new("alice", "the key");

    public async ValueTask InitializeAsync()
    {
        var served = _folder.CreateSubdirectory("served").FullName;
        await File.WriteAllBytesAsync(Path.Combine(served, "a photo.jpg"), _content, Cancel);
        await File.WriteAllTextAsync(Path.Combine(served, "other.txt"), "other", Cancel);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "outside.txt"), "outside", Cancel);
        _server = RunningSample.Start("BewitFiles", "the key", "--urls", "http://127.0.0.1:0", "--folder", served);
        _origin = await _server.OriginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _stranger.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_link_opens_its_file_without_a_key_as_often_as_one_likes()
    {
        var link = await LinkAsync("a photo.jpg");

        Assert.Equal(_content, await _stranger.GetByteArrayAsync(link, Cancel));
        using var head = new HttpRequestMessage(HttpMethod.Head, link);
        using var response = await _stranger.SendAsync(head, Cancel);
        Assert.Equal((HttpStatusCode.OK, _content.Length), (response.StatusCode, response.Content.Headers.ContentLength));
        Assert.Equal(_content, await _stranger.GetByteArrayAsync(link, Cancel));
    }

    [Fact]
    public async Task A_link_opens_nothing_else()
    {
        var link = (await LinkAsync("a photo.jpg")).AbsoluteUri;
        var (file, bewit) = (link[..link.IndexOf('?')], link[link.IndexOf('?')..]);
        string[] others = [file, $"{_origin}files/other.txt{bewit}", $"{link}&a=1", $"{file}?a=1&{bewit[1..]}", $"{_origin}links/a%20photo.jpg{bewit}"];

        Assert.All(await Task.WhenAll(others.Select(other => GetStatusAsync(new Uri(other)))), static status => Assert.NotEqual(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.OK, await GetStatusAsync(new Uri(link)));
    }

    [Fact]
    public async Task A_link_that_has_expired_opens_nothing()
    {
        var file = new Uri(_origin, "files/other.txt");
        var now = TimeProvider.System.GetUtcNow();
        var fresh = HawkClient.SignLink(Credential, file, now, TimeSpan.FromMinutes(5));
        var expired = HawkClient.SignLink(Credential, file, now.AddMinutes(-6), TimeSpan.FromMinutes(5));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (await GetStatusAsync(fresh), await GetStatusAsync(expired)));
    }

    [Fact]
    public async Task Nobody_makes_links_without_a_key()
    {
        using var response = await _stranger.PostAsync(new Uri(_origin, "links/other.txt"), content: null, Cancel);

        Assert.Equal((HttpStatusCode.Unauthorized, "Hawk"), (response.StatusCode, response.Headers.WwwAuthenticate.ToString()));
    }

    [Theory]
    [InlineData("missing.txt")]
    [InlineData("../outside.txt")]
    [InlineData("/etc/hostname")]
    public async Task A_link_to_what_is_not_in_the_folder_opens_nothing(string name) =>
        Assert.Equal(HttpStatusCode.NotFound, await GetStatusAsync(await LinkAsync(name)));

    [Fact]
    public async Task Links_stay_out_of_the_log()
    {
        var link = await LinkAsync("other.txt");
        await _stranger.GetByteArrayAsync(link, Cancel);

        var log = await _server.StopAsync();

        Assert.Contains("Now listening on", log, StringComparison.Ordinal);
        Assert.DoesNotContain("bewit=", log, StringComparison.Ordinal);
    }

    async Task<Uri> LinkAsync(string name)
    {
        var options = new HawkClientOptions { Credential = Credential };
        options.AllowedOrigins.Add(_origin);
        using var client = new HttpClient(new HawkMessageHandler(options, new SocketsHttpHandler { AllowAutoRedirect = false }));
        using var response = await client.PostAsync(new Uri(_origin, $"links/{Uri.EscapeDataString(name)}"), content: null, Cancel);
        return new Uri(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Cancel));
    }

    async Task<HttpStatusCode> GetStatusAsync(Uri uri)
    {
        using var response = await _stranger.GetAsync(uri, Cancel);
        return response.StatusCode;
    }
}
