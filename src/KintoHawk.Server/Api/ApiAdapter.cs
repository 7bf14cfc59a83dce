using System.Diagnostics.CodeAnalysis;
using Hawk.AspNetCore;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Authentication;
using KintoHawk.Server.Authentication.HawkSessions;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace KintoHawk.Server.Api;

/// <summary><see cref="HttpContext"/> in, <see cref="HttpContext"/> out: the only place that knows the web server.</summary>
sealed class ApiAdapter(
    ApiDispatcher dispatcher, IdentityResolver identities, SessionStore sessions, IStorage storage, KintoHawkOptions options, TimeProvider time, ILogger<ApiAdapter> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = options.MaxBodyBytes;
        var target = RequestTarget.Parse(context.Features.Get<IHttpRequestFeature>()!.RawTarget);
        ApiResponse response;
        Identity identity = Identity.Anonymous;
        try
        {
            (response, identity) = await AnswerAsync(context, target);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or CacheUnavailableException)
        {
            log.BackendUnavailable(context.Request.Method, target.Path, exception);
            response = dispatcher.Finish(ApiError.Unavailable((int)options.RetryAfter.TotalSeconds), context.Request);
        }
        catch (BadHttpRequestException exception)
        {
            response = dispatcher.Finish(
                exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? ApiError.TooLarge(options.MaxBodyBytes) : ApiError.BadUrl("The request could not be read."),
                context.Request);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            log.RequestFailed(context.Request.Method, target.Path, exception);
            response = dispatcher.Finish(ApiError.Unexpected(options.ErrorInfoLink), context.Request);
        }

        await SendAsync(context, response);
        log.RequestSummary(context.Request.Method, target.Path, response.Status, identity.Caller.ToString(), (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    async Task<(ApiResponse Response, Identity Identity)> AnswerAsync(HttpContext context, RequestTarget target)
    {
        Identity? verified = null;
        if (identities.HawkPolicy is not null && IsHawk(context.Request.Headers.Authorization.ToString()))
        {
            await context.AuthenticateAsync(HawkDefaults.AuthenticationScheme);
            if (!TryGetVerified(context, out var feature, out var session))
                return (dispatcher.Finish(RefusalOf(feature), context.Request), Identity.Anonymous);
            verified = identities.Of(session);
            await sessions.UsedAsync(session, context.Request.Headers.UserAgent, context.RequestAborted);
        }

        using var request = new ApiRequest
        {
            Method = context.Request.Method,
            Path = target.Path,
            RawPath = target.RawPath,
            Segments = target.Segments is { Count: > 1 } segments ? [.. segments.Skip(1)] : [],
            Query = target.Query,
            Headers = context.Request.Headers,
            Body = await ReadBodyAsync(context),
            Storage = storage,
            Origin = RequestOrigin.Of(context.Request, options),
            AfterCommit = new AfterCommit(),
            Cancelled = context.RequestAborted,
            Authenticate = verified is not null
                ? () => new ValueTask<Identity>(verified)
                : () => identities.ResolveAsync(context.Request.Headers.Authorization.ToString(), context.RequestAborted),
        };
        var response = await dispatcher.DispatchAsync(request, target);
        return (response, request.Identity);
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
        feature is { IsPayloadTooLarge: true } ? ApiError.TooLarge(options.MaxBodyBytes) : ApiError.Unauthenticated([feature?.Challenge ?? "Hawk"]);

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

    static async Task SendAsync(HttpContext context, ApiResponse response)
    {
        using var buffer = new PooledBuffer();
        response.Body?.Invoke(buffer);
        var isHead = HttpMethods.IsHead(context.Request.Method);
        context.Response.StatusCode = response.Status;
        foreach (var (name, value) in response.Headers)
            context.Response.Headers.Append(name, value);
        var hasBody = response.Status is not (StatusCodes.Status304NotModified or StatusCodes.Status204NoContent);
        if (hasBody)
        {
            context.Response.ContentType = response.ContentType;
            context.Response.ContentLength = buffer.Written.Length;
        }

        var sent = hasBody && !isHead ? buffer.Written : default;
        // Every answer to a verified request is signed, over exactly the bytes that are sent: none for HEAD (kinto-api §25).
        if (context.Features.Get<HawkFeature>()?.CreateServerAuthorization(hasBody ? response.ContentType : null, sent.Span) is { } signature)
            context.Response.Headers["Server-Authorization"] = signature;
        if (sent.Length > 0)
            await context.Response.BodyWriter.WriteAsync(sent, context.RequestAborted);
    }
}
