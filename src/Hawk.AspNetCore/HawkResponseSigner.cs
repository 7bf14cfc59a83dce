using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore;

/// <summary>
/// Signs the responses to verified requests with <c>Server-Authorization</c> (section 10), whatever their status. The body is held back up to a
/// limit, because the signature precedes it and covers it; beyond the limit it may follow in a trailing field. Requests without a Hawk header pass untouched.
/// </summary>
sealed class HawkResponseSigner(RequestDelegate next, ILoggerFactory loggers, HawkResponseSigningOptions options)
{
    readonly ILogger _logger = loggers.CreateLogger(HawkLog.Category);

    public async Task InvokeAsync(HttpContext context)
    {
        if (!HawkHeader.HasHawkScheme(context.Request.Headers.Authorization))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var isHead = HttpMethods.IsHead(context.Request.Method);
        using var trailer = new ResponseTrailer(context, inner);
        await using var body = new HeldResponse(trailer, inner.Stream, options.MaxBytes);
        var held = new HeldResponseFeature(body, inner);

        // Callbacks run in reverse order: registered first, ours sees the fields as the application's own callbacks leave them.
        context.Response.OnStarting(() =>
        {
            Sign(context, body, trailer, isHead);
            return Task.CompletedTask;
        });
        context.Features.Set<IHttpResponseBodyFeature>(held);
        try
        {
            await next(context).ConfigureAwait(false);
            await held.CompleteAsync().ConfigureAwait(false);
        }
        catch
        {
            body.Discard(); // whoever answers instead of the application is outside, and so is what they write
            trailer.BreakOff();
            throw;
        }
        finally
        {
            context.Features.Set(inner);
            held.Dispose();
        }

        await SendAsync(context, body, inner, isHead).ConfigureAwait(false);
        await trailer.EndAsync(context.RequestAborted).ConfigureAwait(false);
    }

    static async ValueTask SendAsync(HttpContext context, HeldResponse body, IHttpResponseBodyFeature inner, bool isHead)
    {
        var length = body.Held.Length;
        if (!body.IsReleased && length > 0 && !HasOwnCoding(context))
            context.Response.ContentLength ??= length;

        // Started even when there is no body, so that nothing outside adds one to a response that was signed as empty.
        await inner.StartAsync(context.RequestAborted).ConfigureAwait(false);
        if (isHead)
            return;

        // Where something outside holds the body back, to log or to cache it, nothing starts before that lets go.
        if (context.Response.HasStarted || body.IsReleased)
            await body.SendHeldAsync(context.RequestAborted).ConfigureAwait(false);
        else
            await body.SendCopyAsync(context.RequestAborted).ConfigureAwait(false);
    }

    void Sign(HttpContext context, HeldResponse body, ResponseTrailer trailer, bool isHead)
    {
        if (context.Features.Get<HawkFeature>() is not { SignsResponse: true } feature)
            return;

        // For HEAD the client receives nothing, so nothing is what is signed.
        var response = context.Response;
        var hasBody = !isHead && StatusHasBody(response.StatusCode);
        if (HasOwnCoding(context))
        {
            HawkLog.ResponseNotSigned(_logger, options.MaxBytes); // what the client makes of these bytes is the application's secret
        }
        else if (!body.IsDiscarded && !(body.IsReleased && hasBody))
        {
            if (feature.CreateServerAuthorization(response.ContentType, hasBody ? body.Held : []) is { } value)
                response.Headers["Server-Authorization"] = value;
        }
        else if (body.IsDiscarded || !options.SignStreamedWithTrailer || !trailer.TryDeclare(feature))
        {
            HawkLog.ResponseNotSigned(_logger, options.MaxBytes);
        }
    }

    static bool HasOwnCoding(HttpContext context) => context.Response.Headers.TransferEncoding.Count > 0;

    static bool StatusHasBody(int status) =>
        status is >= 200 and not (StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified);
}
