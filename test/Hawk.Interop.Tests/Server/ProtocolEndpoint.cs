using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hawk.Interop.Tests.Server;

/// <summary>Verifies and answers requests with the protocol library alone, as a server of any other kind would.</summary>
static class ProtocolEndpoint
{
    const string Path = "/protocol";

    public static void Map(WebApplication app) => app.MapWhen(static context => context.Request.Path == Path, static branch => branch.Run(AnswerAsync));

    public static Uri At(Uri origin) => new(origin, Path);

    static async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var failure = HawkHeader.Parse(context.Request.Headers.Authorization, out var header);
        var credential = failure is HawkFailure.None ? await AllKeys.Set.FindAsync(header.Id.ToString(), context.RequestAborted) : null;
        if (credential is null || !Answer(context, in header, credential, body.ToArray()))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        await context.Response.Body.WriteAsync(body.ToArray(), context.RequestAborted);
    }

    /// <summary>Signs the answer; false when the request is refused.</summary>
    static bool Answer(HttpContext context, in HawkHeader header, HawkCredential credential, byte[] body)
    {
        var request = context.Request;
        var now = TimeProvider.System.GetUtcNow();
        if (!HawkTarget.TryFromHostField(request.Method, request.Path.Value, request.Headers.Host.ToString(), isTls: false, out var target)
            || HawkServer.VerifyMac(header, target, credential, now, out var match) is not HawkFailure.None
            || HawkServer.VerifyFreshness(header, now, HawkServer.DefaultSkew) is not HawkFailure.None
            || HawkServer.VerifyPayload(header, match.Credential, HawkPayload.FromBytes(request.ContentType, body)) is not HawkFailure.None)
            return false;

        var plan = ResponsePlan.From(request.Headers[ResponsePlan.Field]);
        context.Response.ContentType = request.ContentType;
        var payload = plan.Unhashed ? HawkPayload.None : HawkPayload.FromBytes(request.ContentType, body);
        context.Response.Headers["Server-Authorization"] = HawkServer.SignResponse(header, match.Target, match.Credential, payload, plan.Ext);
        return true;
    }
}
