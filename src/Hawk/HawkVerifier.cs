using Hawk.Wire;

namespace Hawk;

/// <summary>
/// The whole receiving side in one call and in the right order (section 7): header, credential, MAC, freshness, payload, nonce. For servers without
/// ASP.NET Core, whose handler (Hawk.AspNetCore) does the same with its own means. Safe for concurrent use.
/// </summary>
public sealed class HawkVerifier
{
    static readonly TimeSpan MaxClockSkew = TimeSpan.FromDays(1);

    readonly IHawkCredentialStore _credentials;
    readonly IHawkNonceStore _nonces;
    readonly HawkVerifierOptions _options;
    readonly TimeProvider _timeProvider;
    readonly string? _publicHost;
    readonly int _publicPort;
    readonly string[] _allowedHosts;

    /// <summary>A verifier that finds credentials and remembers nonces in these stores.</summary>
    /// <param name="credentials">Where credentials are found.</param>
    /// <param name="nonces">Where nonces are remembered; several processes behind one name must share it. Null for a store of this process.</param>
    /// <param name="options">How to verify; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">A number of the options is out of range, the public origin is none, or an allowed host is none.</exception>
    public HawkVerifier(
        IHawkCredentialStore credentials, IHawkNonceStore? nonces = null, HawkVerifierOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        _options = options ?? new HawkVerifierOptions();
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.ClockSkew, TimeSpan.Zero, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_options.ClockSkew, MaxClockSkew, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.MaxBewitLifetime, TimeSpan.Zero, nameof(options));
        _allowedHosts = [.. _options.AllowedHosts];
        if (!_allowedHosts.All(static host => host is not null && HostField.TryParse(host, out _, out _)))
            throw new ArgumentException("An allowed host is neither host nor host:port.", nameof(options));
        _credentials = credentials;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _nonces = nonces ?? new InMemoryHawkNonceStore(new HawkNonceStoreOptions(), _timeProvider);
        if (_options.PublicOrigin is not { } origin)
            return;
        if (!HawkTarget.IsOrigin(origin))
            throw new ArgumentException("The public origin is not http or https, a host and perhaps a port, and nothing else.", nameof(options));
        var target = HawkTarget.FromUri("GET", origin);
        _publicHost = target.Host.ToString();
        _publicPort = target.Port;
    }

    /// <summary>Verifies a request.</summary>
    /// <param name="request">The request as received, with its whole body.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The verdict; <see cref="HawkFailure.NotHawk"/> when there is neither a Hawk header nor an allowed link.</returns>
    public async ValueTask<HawkVerdict> VerifyAsync(HawkReceivedRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_options.AllowBewit && HawkBewit.IsIn(request.RawTarget))
            return await VerifyBewitAsync(request, cancellationToken).ConfigureAwait(false);
        if (!HawkHeader.HasHawkScheme(request.Authorization))
            return new HawkVerdict(request, HawkFailure.NotHawk);

        var failure = HawkHeader.Parse(request.Authorization, out var header);
        if (failure is HawkFailure.None && !TryReadTarget(request, out _))
            failure = HawkFailure.MalformedHeader;
        if (failure is not HawkFailure.None)
            return new HawkVerdict(request, failure);

        var credential = await _credentials.FindAsync(header.Id.ToString(), cancellationToken).ConfigureAwait(false);
        var verdict = Verify(request, in header, credential);
        if (!verdict.IsAccepted)
            return verdict;
        failure = await HawkServer.RecordNonceAsync(
            _nonces, header, credential!, _timeProvider.GetUtcNow(), _options.ClockSkew, HawkServer.NonceMargin, cancellationToken).ConfigureAwait(false);
        return failure is HawkFailure.None ? verdict : new HawkVerdict(request, failure, in header);
    }

    async ValueTask<HawkVerdict> VerifyBewitAsync(HawkReceivedRequest request, CancellationToken cancellationToken)
    {
        var failure = HawkBewit.Parse(request.Method, request.RawTarget, request.Authorization is not null, out var bewit);
        if (failure is HawkFailure.None && !TryReadTarget(request, out _))
            failure = HawkFailure.MalformedHeader;
        if (failure is not HawkFailure.None)
            return new HawkVerdict(request, failure);

        var credential = await _credentials.FindAsync(bewit.Id.ToString(), cancellationToken).ConfigureAwait(false);
        TryReadTarget(request, out var target);
        failure = HawkServer.VerifyBewit(in bewit, in target, credential, _timeProvider.GetUtcNow(), _options.MaxBewitLifetime, out _);
        if (failure is HawkFailure.None && _options.RequirePayloadHash && request.Body is { IsEmpty: false })
            failure = HawkFailure.MissingPayloadHash; // a link covers no body
        return failure is HawkFailure.None ? new HawkVerdict(request, in bewit, credential!) : new HawkVerdict(request, failure);
    }

    /// <summary>Everything between finding the credential and remembering the nonce.</summary>
    HawkVerdict Verify(HawkReceivedRequest request, in HawkHeader header, HawkCredential? credential)
    {
        var now = _timeProvider.GetUtcNow();
        TryReadTarget(request, out var target);
        var failure = HawkServer.VerifyMac(in header, in target, credential, now, out var match);
        if (failure is not HawkFailure.None)
            return new HawkVerdict(request, failure, in header);
        failure = HawkServer.VerifyFreshness(in header, now, _options.ClockSkew);
        if (failure is not HawkFailure.None)
            return new HawkVerdict(request, failure, in header, HawkServer.StaleChallenge(match.Credential, now));
        failure = VerifyPayload(request, in header, match.Credential);
        return failure is HawkFailure.None
            ? new HawkVerdict(request, in header, credential!, in match)
            : new HawkVerdict(request, failure, in header);
    }

    HawkFailure VerifyPayload(HawkReceivedRequest request, in HawkHeader header, HawkCredential credential)
    {
        var body = request.Body.GetValueOrDefault();
        if (!header.HasHash)
            return body.IsEmpty || !_options.RequirePayloadHash ? HawkFailure.None : HawkFailure.MissingPayloadHash;
        return HawkServer.VerifyPayload(in header, credential, HawkPayload.FromBytes(request.ContentType, body.Span));
    }

    bool TryReadTarget(HawkReceivedRequest request, out HawkTarget target) =>
        _publicHost is null
            ? HawkTarget.TryFromHostField(request.Method, request.RawTarget, request.HostField, request.IsTls, out target) && IsAllowed(in target)
            : HawkTarget.TryCreate(request.Method, request.RawTarget, _publicHost, _publicPort, out target);

    bool IsAllowed(in HawkTarget target)
    {
        foreach (var host in _allowedHosts)
        {
            if (target.IsFor(host))
                return true;
        }

        return _allowedHosts.Length is 0;
    }
}
