using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Hawk.Interop.Tests.Server;

/// <summary>Verifies the messages that are posted to it, <c>{ host, port, text, authorization }</c>, and answers why not.</summary>
sealed class MessageEndpoint(TimeProvider time)
{
    const string Path = "/messages";

    readonly InMemoryHawkNonceStore _nonces = new(new HawkNonceStoreOptions(), time);

    public static void Map(WebApplication app, TimeProvider time)
    {
        var endpoint = new MessageEndpoint(time);
        app.MapWhen(static context => context.Request.Path == Path, branch => branch.Run(endpoint.AnswerAsync));
    }

    public static Uri At(Uri origin) => new(origin, Path);

    async Task AnswerAsync(HttpContext context)
    {
        var posted = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        var failure = await VerifyAsync(
            posted["host"]!.GetValue<string>(),
            posted["port"]!.GetValue<int>(),
            posted["text"]!.GetValue<string>(),
            posted["authorization"]!.ToJsonString());
        await context.Response.WriteAsync(failure is HawkFailure.None ? "" : failure.Message(), context.RequestAborted);
    }

    async ValueTask<HawkFailure> VerifyAsync(string host, int port, string text, string authorization)
    {
        var failure = HawkMessage.Parse(Encoding.UTF8.GetBytes(authorization), out var message);
        if (failure is not HawkFailure.None)
            return failure;
        if (await AllKeys.Set.FindAsync(message!.Id, CancellationToken.None) is not { } credential)
            return HawkFailure.UnknownCredential;

        var now = time.GetUtcNow();
        failure = HawkServer.VerifyMessage(message, host, port, Encoding.UTF8.GetBytes(text), credential, now, out _);
        if (failure is HawkFailure.None)
            failure = HawkServer.VerifyFreshness(message, now, HawkServer.DefaultSkew);
        if (failure is not HawkFailure.None)
            return failure;

        var outcome = await _nonces.TryAddAsync(message.Id, message.Nonce, message.Timestamp, TimeSpan.FromMinutes(3), CancellationToken.None);
        return outcome is HawkNonceOutcome.Added ? HawkFailure.None : HawkFailure.Replay;
    }
}
