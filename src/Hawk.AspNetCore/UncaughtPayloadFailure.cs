using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Hawk.AspNetCore;

/// <summary>Answers a <see cref="HawkPayloadException"/> that nobody has caught: the server would give the status, and not the challenge that belongs to it.</summary>
sealed class UncaughtPayloadFailure : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(AnswerAsync);
        next(app);
    };

    static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (HawkPayloadException failure) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = failure.StatusCode;
            context.Response.Headers.WWWAuthenticate = HawkRefusal.BadPayloadHash.Challenge;
        }
    }
}
