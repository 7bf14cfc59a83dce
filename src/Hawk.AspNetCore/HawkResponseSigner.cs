using Hawk.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Hawk.AspNetCore;

/// <summary>
/// Signs the responses to verified requests with <c>Server-Authorization</c> (section 10), whatever their status. The body is held back up to a
/// limit, because the signature precedes it and covers it. Requests without a Hawk header pass untouched.
/// </summary>
sealed class HawkResponseSigner(RequestDelegate next, ILogger<HawkResponseSigner> logger, int maxBytes)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (!HawkHeader.HasHawkScheme(context.Request.Headers.Authorization))
        {
            await next(context).ConfigureAwait(false);
            return;
        }

        var inner = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var isHead = HttpMethods.IsHead(context.Request.Method);
        await using var body = new HeldResponse(inner.Stream, maxBytes);
        var held = new HeldResponseFeature(body, inner);

        // Callbacks run in reverse order: registered first, ours sees the fields as the application's own callbacks leave them.
        context.Response.OnStarting(() =>
        {
            Sign(context, body, isHead);
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
            throw;
        }
        finally
        {
            context.Features.Set(inner);
            held.Dispose();
        }

        await SendAsync(context, body, inner, isHead).ConfigureAwait(false);
    }

    static async ValueTask SendAsync(HttpContext context, HeldResponse body, IHttpResponseBodyFeature inner, bool isHead)
    {
        var length = body.Held.Length;
        if (!body.IsReleased && length > 0)
            context.Response.ContentLength ??= length;

        // Started even when there is no body, so that nothing outside adds one to a response that was signed as empty.
        await inner.StartAsync(context.RequestAborted).ConfigureAwait(false);
        if (!isHead)
            await body.SendHeldAsync(context.RequestAborted).ConfigureAwait(false);
    }

    void Sign(HttpContext context, HeldResponse body, bool isHead)
    {
        if (context.Features.Get<HawkFeature>() is not { Credential: not null } feature)
            return;
        if (body.IsReleased)
        {
            HawkLog.ResponseNotSigned(logger, maxBytes);
            return;
        }

        // For HEAD the client receives nothing, so nothing is what is signed.
        var payload = isHead ? [] : body.Held;
        if (feature.CreateServerAuthorization(context.Response.ContentType, payload) is { } value)
            context.Response.Headers["Server-Authorization"] = value;
    }
}
