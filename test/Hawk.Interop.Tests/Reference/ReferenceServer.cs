using System.Text.Json.Nodes;
using Hawk.Interop.Tests.Server;

namespace Hawk.Interop.Tests.Reference;

/// <summary>The server functions of the reference implementation.</summary>
sealed class ReferenceServer(NodeProcess node)
{
    /// <summary>Opens a listener with a clock and a nonce memory of its own.</summary>
    /// <param name="mode"><c>header</c>, <c>bewit</c> or <c>message</c>.</param>
    /// <param name="clockOffset">How far its clock is off.</param>
    /// <param name="host">A loopback address.</param>
    /// <param name="certificate">For TLS; null for clear text.</param>
    /// <returns>Its origin.</returns>
    public async Task<Uri> ListenAsync(
        string mode = "header", TimeSpan clockOffset = default, string host = "127.0.0.1", SelfSigned? certificate = null)
    {
        var settings = new JsonObject
        {
            ["mode"] = mode,
            ["host"] = host,
            ["clockOffsetMsec"] = clockOffset.TotalMilliseconds,
            ["credentials"] = new JsonObject(Key.All.Select(static key => KeyValuePair.Create(key.Id, (JsonNode?)key.ToJson()))),
        };
        if (certificate is not null)
            settings["tls"] = new JsonObject { ["key"] = certificate.KeyPem, ["cert"] = certificate.CertificatePem };
        var reply = await node.CallAsync("listen", settings);
        return new UriBuilder(certificate is null ? "http" : "https", host, reply["port"]!.GetValue<int>()).Uri;
    }
}
