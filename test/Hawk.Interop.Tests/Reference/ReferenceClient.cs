using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Reference;

/// <summary>The client functions of the reference implementation.</summary>
sealed class ReferenceClient(NodeProcess node)
{
    /// <summary>Signs a request to be sent later.</summary>
    public async Task<ReferenceSignature> SignAsync(ReferenceCall call) => new(await node.CallAsync("sign", call.ToJson()));

    /// <summary>Signs a request, sends it over a socket of its own, and judges the response.</summary>
    public async Task<ReferenceAnswer> SendAsync(ReferenceCall call) => new(await node.CallAsync("send", call.ToJson()));

    /// <summary>Sends a request that is not signed in its header.</summary>
    public async Task<ReferenceAnswer> OpenAsync(ReferenceCall call) => new(await node.CallAsync("open", call.ToJson()));

    /// <summary>Makes the value of a bewit parameter for a target of an origin.</summary>
    public async Task<string> CreateBewitAsync(Uri origin, string target, Key key, int lifetimeSeconds = 60, string? ext = null, TimeSpan clockOffset = default)
    {
        var sign = new JsonObject { ["ttlSec"] = lifetimeSeconds, ["localtimeOffsetMsec"] = clockOffset.TotalMilliseconds };
        if (ext is not null)
            sign["ext"] = ext;
        var reply = await node.CallAsync(
            "bewit", new JsonObject { ["url"] = origin.AbsoluteUri, ["target"] = target, ["credential"] = key.ToJson(), ["sign"] = sign });
        return reply["bewit"]!.GetValue<string>();
    }

    /// <summary>Signs a message; the object it gives has the members id, ts, nonce, hash and mac.</summary>
    public async Task<JsonObject> SignMessageAsync(string host, int port, string text, Key key, TimeSpan clockOffset = default)
    {
        var sign = new JsonObject { ["localtimeOffsetMsec"] = clockOffset.TotalMilliseconds };
        var reply = await node.CallAsync(
            "message", new JsonObject { ["host"] = host, ["port"] = port, ["text"] = text, ["credential"] = key.ToJson(), ["sign"] = sign });
        return reply["authorization"]!.DeepClone().AsObject();
    }
}
