using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Hawk.AspNetCore;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Logging;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Api;

/// <summary><see cref="HttpContext"/> in, <see cref="HttpContext"/> out: the only place that knows the web server.</summary>
sealed class ApiAdapter(
    ApiDispatcher dispatcher, IdentityResolver identities, SessionStore sessions, IStorage storage, ServerMetrics metrics, KintoHawkOptions options, TimeProvider time,
    RequestLog requests, ILogger<ApiAdapter> log)
{
    readonly ReplicaStorage? _replica = ReplicaStorage.Of(storage, time, log);

    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        Prepare(context.Request);
        var target = RequestTarget.Parse(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
        var trace = requests.Begin(context.Request, target);
        using var scope = requests.BeginScope(trace);
        var measurement = metrics.StartRequest(context.Request.Method);
        try
        {
            var (response, identity, rendered) = await RenderAsync(context, target, trace, measurement);
            using var body = rendered;
            measurement?.End(response.Status, body.Length, identity);
            // Sending empties the buffer.
            var shown = requests.ShowsBodies(trace) ? body.ToSequence().ToArray() : default;
            await SendAsync(context, response, body);
            requests.Answered(trace, response, shown, time.GetElapsedTime(started));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
    }

    /// <summary>The answer and its body: whatever goes wrong on the way becomes an answer too.</summary>
    async Task<(ApiResponse Response, Identity Identity, PooledBuffer Body)> RenderAsync(
        HttpContext context, RequestTarget target, RequestTrace? trace, RequestMeasurement? measurement)
    {
        try
        {
            var (response, identity) = await AnswerAsync(context, target, trace, measurement);
            return (response, identity, response.Render());
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            var failure = dispatcher.Finish(FailureOf(exception, context.Request, target), context.Request);
            return (failure, Identity.Anonymous, ((ApiResponse)failure).Render());
        }
    }

    ApiError FailureOf(Exception exception, HttpRequest request, RequestTarget target)
    {
        switch (exception)
        {
            case StorageUnavailableException or CacheUnavailableException:
                // One line: while a backend is away this is said for every request.
                log.BackendUnavailable(request.Method, target.Path, ReasonOf(exception));
                log.BackendFailure(request.Method, target.Path, exception);
                return ApiError.Unavailable((int)options.RetryAfter.TotalSeconds);
            case ServerBusyException:
                return ApiError.Unavailable((int)options.RetryAfter.TotalSeconds);
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ApiError.TooLarge(options.MaxBodyBytes);
            case BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout }:
                return ApiError.TooSlow;
            case BadHttpRequestException:
                return ApiError.BadUrl("The request could not be read.");
            default:
                log.RequestFailed(request.Method, target.Path, exception);
                return ApiError.Unexpected(options.ErrorInfoLink);
        }
    }

    /// <summary>What an exception says, and what those behind it add, in one line.</summary>
    static string ReasonOf(Exception exception)
    {
        var reason = exception.Message;
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
            if (!reason.Contains(inner.Message, StringComparison.Ordinal))
                reason += " " + inner.Message;
        return reason.ReplaceLineEndings(" ");
    }

    /// <summary>Applies the settings that say what the public address of this server is: for our URLs, and for what clients have signed.</summary>
    void Prepare(HttpRequest request)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = options.MaxBodyBytes;
        if (options.HttpScheme is { } scheme)
            request.Scheme = scheme;
        if (options.HttpHost is { } host)
            request.Host = new HostString(host);
    }

    async Task<(ApiResponse Response, Identity Identity)> AnswerAsync(HttpContext context, RequestTarget target, RequestTrace? trace, RequestMeasurement? measurement)
    {
        Identity? verified = null;
        if (identities.HawkPolicy is { } hawk && IsHawk(context.Request.Headers.Authorization.ToString()))
        {
            using (metrics.Authentication(hawk))
                await context.AuthenticateAsync(HawkDefaults.AuthenticationScheme);
            if (TryGetVerified(context, out var feature, out var session))
            {
                verified = identities.Of(session);
                await sessions.UsedAsync(session, context.Request.Headers.UserAgent, context.RequestAborted);
            }
            else if (!dispatcher.RefusesEverybody(context.Request.Method))
            {
                return (dispatcher.Finish(RefusalOf(feature), context.Request), Identity.Anonymous);
            }
        }

        using var request = new ApiRequest
        {
            Method = context.Request.Method,
            Path = target.Path,
            RawPath = target.RawPath,
            Query = target.Query,
            Headers = context.Request.Headers,
            ReadBody = () => ReadBodyAsync(context),
            MaxJsonDepth = options.MaxJsonDepth,
            Trace = trace,
            Storage = storage,
            Replica = _replica,
            Origin = RequestOrigin.Of(context.Request),
            AfterCommit = new AfterCommit(),
            Cancelled = context.RequestAborted,
            Measurement = measurement,
            Authenticate = verified is not null
                ? () => new ValueTask<Identity>(verified)
                : () => identities.ResolveAsync(context.Request.Headers.Authorization.ToString(), context.RequestAborted),
        };
        try
        {
            var response = await dispatcher.DispatchAsync(request, target);
            return (response, request.Identity);
        }
        finally
        {
            if (trace is not null)
                (trace.Identity, trace.Body) = (request.Identity, request.Body);
        }
    }

    static bool IsHawk(string authorization) =>
        authorization.StartsWith("Hawk", StringComparison.OrdinalIgnoreCase) && (authorization.Length == 4 || authorization[4] is ' ' or '\t');

    static bool TryGetVerified(HttpContext context, [NotNullWhen(false)] out HawkFeature? feature, [NotNullWhen(true)] out HawkSession? session)
    {
        feature = context.Features.Get<HawkFeature>();
        session = feature?.Credential?.State as HawkSession;
        return session is not null;
    }

    /// <summary>
    /// A refused Hawk request gets the Hawk challenge alone, because clients parse the whole field (kinto-api §25); with the server's time when only
    /// the clock was wrong.
    /// </summary>
    ApiError RefusalOf(HawkFeature? feature) =>
        feature?.Failure is Hawk.HawkFailure.PayloadTooLarge ? ApiError.TooLarge(options.MaxBodyBytes) : ApiError.Unauthenticated([feature?.Challenge ?? "Hawk"]);

    static async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        if (context.Features.Get<HawkFeature>()?.Payload is { } payload)
            return payload;
        if (context.Request.ContentLength == 0 || (context.Request.ContentLength is null && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }))
            return default;
        using var buffer = new MemoryStream((int)Math.Min(context.Request.ContentLength ?? 4096, 1 << 20));
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    static async Task SendAsync(HttpContext context, ApiResponse response, PooledBuffer body)
    {
        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            context.Response.Headers.Append(name, value);
        var hasBody = response.Status is not (StatusCodes.Status304NotModified or StatusCodes.Status204NoContent);
        if (hasBody)
        {
            context.Response.ContentType = response.ContentType;
            context.Response.ContentLength = body.Length;
        }

        var isSent = hasBody && body.Length > 0 && !HttpMethods.IsHead(context.Request.Method);
        // Every answer to a verified request is signed, over exactly the bytes that are sent: none for HEAD (kinto-api §25).
        if (context.Features.Get<HawkFeature>()?.CreateServerAuthorization(hasBody ? response.ContentType : null, isSent ? body.ToSequence() : default) is { } signature)
            context.Response.Headers["Server-Authorization"] = signature;
        if (isSent)
            await body.DrainAsync(context.Response.BodyWriter, context.RequestAborted);
    }
}
