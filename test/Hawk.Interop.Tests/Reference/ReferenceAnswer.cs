using System.Net;
using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Reference;

/// <summary>The response the reference client got, and what it thinks of it.</summary>
sealed class ReferenceAnswer(JsonObject json)
{
    public HttpStatusCode Status { get; } = (HttpStatusCode)json["status"]!.GetValue<int>();

    /// <summary><c>ok</c>, or the message of the error its verification threw.</summary>
    public string? Verdict { get; } = json["verdict"]?.GetValue<string>();

    public byte[] Body { get; } = Convert.FromBase64String(json["body"]!.GetValue<string>());

    /// <summary>The Authorization value that was sent.</summary>
    public string? Authorization { get; } = json["authorization"]?.GetValue<string>();

    /// <summary>An attribute of the challenge it understood; null when there is none.</summary>
    public string? Challenge(string name) => json["challenge"]?[name]?.GetValue<string>();

    /// <summary>An attribute of the response's signature; null when there is none.</summary>
    public string? ServerAuthorization(string name) => json["serverAuthorization"]?[name]?.GetValue<string>();

    /// <summary>A field of the response, in lower case; null when absent.</summary>
    public string? Field(string name) => json["headers"]![name]?.GetValue<string>();

    public string? Trailer(string name) => json["trailers"]![name]?.GetValue<string>();

    public override string ToString() => json.ToJsonString();
}
