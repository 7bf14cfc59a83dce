using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using KintoHawk.Core.Caching;
using StackExchange.Redis;

namespace KintoHawk.Redis;

/// <summary>
/// The connection of the driver: made by who needs it first, shared by all, and made again by the driver whenever it breaks. What cannot be sent is
/// refused at once, and what was sent and not answered is never sent again.
/// </summary>
sealed class RedisConnection(RedisAddress address, RedisCacheOptions options, TimeProvider time) : IAsyncDisposable
{
    readonly Lock _lock = new(); // guards the fields below
    Task<ConnectionMultiplexer>? _connecting;
    long _failedAt;
    bool _isDisposed;

    /// <summary>The connection; the driver may still be trying to reach the server.</summary>
    public Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_connecting is null || (_connecting.IsFaulted && time.GetElapsedTime(_failedAt) >= options.ReconnectInterval))
                _connecting = StartAsync();
            return _connecting;
        }
    }

    /// <summary>The exception of the seam. The driver's messages name neither password nor keys (<see cref="ConfigurationOptions.IncludeDetailInExceptions"/>).</summary>
    public CacheUnavailableException Explain(Exception failure) =>
        new($"The cache {address.Display} cannot answer now. {failure.Message}", failure) { IsRefusal = IsRefusal(failure) };

    /// <summary>
    /// True for what the driver throws when the server cannot be reached, does not answer or refuses. A command that it was about to write when the connection
    /// broke may end as an <see cref="InvalidOperationException"/> of its buffers, and one that waited for its turn as cancelled.
    /// </summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="cancellationToken">That of the caller: what is cancelled without it, the driver cancelled.</param>
    public static bool IsOfBackend(Exception failure, CancellationToken cancellationToken) =>
        failure is RedisException or RedisCommandException or TimeoutException or InvalidOperationException or IOException or UnauthorizedAccessException
            or CryptographicException
        || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    /// <summary>True when the server wants another name or password than ours. The driver says so too of a server whose certificate we do not trust.</summary>
    static bool IsRefusal(Exception failure)
    {
        var isRefusal = false;
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
                return false;
            isRefusal |= cause is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure };
        }

        return isRefusal;
    }

    public async ValueTask DisposeAsync()
    {
        Task<ConnectionMultiplexer>? connecting;
        lock (_lock)
        {
            _isDisposed = true;
            connecting = _connecting;
        }

        if (connecting is null)
            return;
        await ((Task)connecting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (connecting.IsCompletedSuccessfully)
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    async Task<ConnectionMultiplexer> StartAsync()
    {
        try
        {
            // Only Sentinels must be there to begin with; a server that is not is waited for by the driver.
            return await ConnectionMultiplexer.ConnectAsync(Configure()).ConfigureAwait(false);
        }
        catch
        {
            lock (_lock)
                _failedAt = time.GetTimestamp();
            throw;
        }
    }

    ConfigurationOptions Configure()
    {
        var timeout = Milliseconds(address.CommandTimeout ?? options.CommandTimeout);
        var configuration = new ConfigurationOptions
        {
            ClientName = "kintohawk",
            DefaultDatabase = address.Database,
            User = address.User,
            Password = address.Password,
            ServiceName = address.ServiceName,
            Ssl = address.UsesTls,
            AbortOnConnectFail = false,
            ConnectRetry = 1,
            ConnectTimeout = Milliseconds(address.ConnectTimeout ?? options.ConnectTimeout),
            AsyncTimeout = timeout,
            SyncTimeout = timeout,
            ReconnectRetryPolicy = new LinearRetry(Milliseconds(options.ReconnectInterval)),
            BacklogPolicy = BacklogPolicy.FailFast,
            // The driver looks for answers that are overdue, and tries to connect again, once in this time.
            HeartbeatInterval = options.ReconnectInterval,
            KeepAlive = 15,
            ConfigCheckSeconds = 5,
            IncludeDetailInExceptions = false,
            // Channels and keys of the driver's own, for a way of choosing a primary that servers with replicas do not need.
            ConfigurationChannel = "",
            TieBreaker = "",
        };
        foreach (var endPoint in address.EndPoints)
            configuration.EndPoints.Add(endPoint);
        if (address.UsesTls)
            Secure(configuration);
        return configuration;
    }

    void Secure(ConfigurationOptions configuration)
    {
        if (address.CertificateFile is { } certificate)
            configuration.SetUserPemCertificate(certificate, address.KeyFile);
        if (address.AuthorityFile is not { } file && address.ChecksHostName)
            return;
        var authorities = new X509Certificate2Collection();
        if (address.AuthorityFile is not null)
            authorities.ImportFromPemFile(address.AuthorityFile);
        configuration.CertificateValidation += (_, presented, _, errors) => IsTrusted(presented, errors, authorities);
    }

    /// <summary>As the system says, but with our own authorities where there are some, and any name where that is allowed.</summary>
    bool IsTrusted(X509Certificate? presented, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (address.ChecksHostName && errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            return false;
        if (presented is not X509Certificate2 certificate)
            return false;
        if (authorities.Count == 0)
            return (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) is SslPolicyErrors.None;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    static int Milliseconds(TimeSpan time) => (int)Math.Clamp(Math.Ceiling(time.TotalMilliseconds), 1, int.MaxValue);
}
