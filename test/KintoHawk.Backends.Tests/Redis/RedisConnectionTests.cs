using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KintoHawk.Core.Caching;
using KintoHawk.Redis;
using KintoHawk.TestBackends;
using StackExchange.Redis;

namespace KintoHawk.Backends.Tests.Redis;

/// <summary>Ways to a Redis, and settings of one.</summary>
public sealed class RedisConnectionTests
{
    static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_socket_leads_to_the_same_entries()
    {
        var server = await PrivateRedis.SharedAsync();
        var prefix = Guid.NewGuid().ToString("N");
        await using var cache = RedisCacheHome.Open(server.Url, prefix);
        await using var bySocket = RedisCacheHome.Open($"unix://{server.Socket}?db=0", prefix);
        await cache.SetAsync("k", "1"u8.ToArray(), s_hour, Token);

        Assert.False(await bySocket.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
        Assert.True(await bySocket.RemoveAsync("k", Token));
    }

    [Fact]
    public async Task Databases_are_apart_and_a_flush_without_prefix_empties_one()
    {
        var server = await PrivateRedis.SharedAsync();
        await using var one = RedisCacheHome.Open($"redis://127.0.0.1:{server.Port}/61", "");
        await using var other = RedisCacheHome.Open($"redis://127.0.0.1:{server.Port}/62", "");
        await one.SetAsync("k", "1"u8.ToArray(), s_hour, Token);
        Assert.True(await other.TryAddAsync("k", "2"u8.ToArray(), s_hour, Token));
        await one.FlushAsync(Token);

        Assert.Null(await one.GetAsync("k", Token));
        Assert.NotNull(await other.GetAsync("k", Token));
    }

    [Fact]
    public async Task A_password_is_asked_for_and_never_told()
    {
        await using var server = await PrivateRedis.StartAsync("--requirepass", "open sesame");
        await using var known = RedisCacheHome.Open($"redis://:open%20sesame@127.0.0.1:{server.Port}", "");
        Assert.True(await known.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));

        foreach (var url in (string[])[server.Url, $"redis://:close%20sesame@127.0.0.1:{server.Port}"])
        {
            await using var unknown = RedisCacheHome.Open(url, "", new RedisCacheOptions { CommandTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) });
            var failure = await Assert.ThrowsAsync<CacheUnavailableException>(async () => await unknown.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
            Assert.DoesNotContain("sesame", failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_user_needs_no_more_rights_than_these()
    {
        await using var server = await PrivateRedis.StartAsync();
        await using (var admin = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{server.Port}"))
            await admin.GetDatabase().ExecuteAsync("ACL", [.. "SETUSER kinto on >secret ~kinto:* resetchannels -@all +get +set +setex +psetex +expire +pexpire +del +unlink +scan +ping +echo +info +client +hello +select".Split(' ')]);
        await using var cache = RedisCacheHome.Open($"redis://kinto:secret@127.0.0.1:{server.Port}", "kinto:");
        await cache.CheckAsync(Token);
        Assert.True(await cache.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
        Assert.True(await cache.ExtendAsync("k", s_hour, Token));
        Assert.NotNull(await cache.GetAsync("k", Token));
        Assert.True(await cache.RemoveAsync("k", Token));
        await cache.SetAsync("k", "1"u8.ToArray(), s_hour, Token);
        await cache.FlushAsync(Token);
        Assert.Null(await cache.GetAsync("k", Token));

        await using var elsewhere = RedisCacheHome.Open($"redis://kinto:secret@127.0.0.1:{server.Port}", "other:");
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await elsewhere.GetAsync("k", Token));
    }

    [Fact]
    public async Task Tls_is_spoken_with_whom_the_authorities_know()
    {
        var folder = Directory.CreateTempSubdirectory("kintohawk-tls-");
        try
        {
            var files = WriteCertificates(folder.FullName);
            var port = FreePort.Take();
            await using var server = await PrivateRedis.StartAsync(
                "--tls-port", $"{port}", "--tls-cert-file", files.Certificate, "--tls-key-file", files.Key, "--tls-ca-cert-file", files.Authority, "--tls-auth-clients", "no");
            await using var trusted = RedisCacheHome.Open($"rediss://localhost:{port}/0?ssl_ca_certs={files.Authority}", "");
            Assert.True(await trusted.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));
            await using var byAddress = RedisCacheHome.Open($"rediss://127.0.0.1:{port}/0?ssl_ca_certs={files.Authority}&ssl_check_hostname=false", "");
            Assert.False(await byAddress.TryAddAsync("k", "1"u8.ToArray(), s_hour, Token));

            var impatient = new RedisCacheOptions { CommandTimeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) };
            foreach (var url in (string[])
            [
                $"rediss://localhost:{port}/0",
                $"rediss://127.0.0.1:{port}/0?ssl_ca_certs={files.Authority}",
                $"rediss://localhost:{port}/0?ssl_check_hostname=false",
                $"rediss://localhost:{port}/0?ssl_ca_certs={files.Stranger}",
                $"rediss://localhost:{port}/0?ssl_ca_certs={files.Authority}.missing",
                $"redis://localhost:{port}/0",
            ])
            {
                await using var refused = RedisCacheHome.Open(url, "", impatient);
                await Assert.ThrowsAsync<CacheUnavailableException>(async () => await refused.GetAsync("k", Token));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_server_with_limits_is_told_of()
    {
        await using var server = await PrivateRedis.StartAsync("--maxmemory", "3mb", "--maxmemory-policy", "allkeys-lru");
        await using var cache = RedisCacheHome.Open(server.Url, "");
        for (var n = 0; n < 2000; n++)
            await cache.SetAsync($"k{n}", new byte[2000], s_hour, Token);
        var risks = await cache.FindRisksAsync(Token);
        Assert.Contains(risks, static risk => risk.Contains("allkeys-lru", StringComparison.Ordinal));
        Assert.Contains(risks, static risk => risk.Contains("has dropped", StringComparison.Ordinal));
        Assert.Contains(risks, static risk => risk.Contains("appendonly", StringComparison.Ordinal));

        await using var safe = await PrivateRedis.StartAsync("--appendonly", "yes");
        await using var kept = RedisCacheHome.Open(safe.Url, "");
        Assert.Empty(await kept.FindRisksAsync(Token));
    }

    [Fact]
    public async Task A_full_server_refuses_and_keeps_what_it_has()
    {
        await using var server = await PrivateRedis.StartAsync("--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
        await using var cache = RedisCacheHome.Open(server.Url, "");
        var stored = 0;
        await Assert.ThrowsAsync<CacheUnavailableException>(async () =>
        {
            for (; stored < 5000; stored++)
                await cache.SetAsync($"k{stored}", new byte[2000], s_hour, Token);
        });

        for (var n = 0; n < stored; n++)
            Assert.NotNull(await cache.GetAsync($"k{n}", Token));
    }

    [Fact]
    public async Task A_server_that_comes_later_is_found()
    {
        await using var server = await PrivateRedis.StartAsync();
        await server.KillAsync();
        await using var cache = RedisCacheHome.Open(server.Url, "", new RedisCacheOptions { ConnectTimeout = TimeSpan.FromSeconds(1) });
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.GetAsync("k", Token));
        await server.StartAsync();

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            try
            {
                await cache.CheckAsync(patience.Token);
                return;
            }
            catch (CacheUnavailableException)
            {
                await Task.Delay(10, patience.Token);
            }
        }
    }

    [Fact]
    public async Task A_cache_that_is_closed_is_unavailable()
    {
        var cache = RedisCacheHome.Open((await PrivateRedis.SharedAsync()).Url, "");
        await cache.CheckAsync(Token);
        await cache.DisposeAsync();
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.GetAsync("k", Token));
        await Assert.ThrowsAsync<CacheUnavailableException>(async () => await cache.FlushAsync(Token));
    }

    static (string Authority, string Stranger, string Certificate, string Key) WriteCertificates(string folder)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = NewAuthority("CN=kintohawk test", authorityKey, now);
        using var strangerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = NewAuthority("CN=stranger", strangerKey, now);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddDays(1), RandomNumberGenerator.GetBytes(8));

        string Write(string name, string text)
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, text);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            return path;
        }

        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        return (Write("authority.pem", authority.ExportCertificatePem()), Write("stranger.pem", stranger.ExportCertificatePem()),
            Write("certificate.pem", certificate.ExportCertificatePem()), Write("key.pem", key.ExportPkcs8PrivateKeyPem()));
    }

    static X509Certificate2 NewAuthority(string name, ECDsa key, DateTimeOffset now)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(2));
    }
}
