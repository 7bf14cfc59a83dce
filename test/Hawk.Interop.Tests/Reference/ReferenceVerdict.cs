using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Reference;

/// <summary>What the reference server thought of a request.</summary>
sealed class ReferenceVerdict(JsonObject json)
{
    public bool IsAccepted { get; } = json["ok"]!.GetValue<bool>();

    /// <summary>The message of the error it threw; null when it accepted.</summary>
    public string? Message { get; } = json["message"]?.GetValue<string>();

    /// <summary>How many bytes of body it received.</summary>
    public int Bytes { get; } = json["bytes"]?.GetValue<int>() ?? 0;

    /// <summary>An artifact of the request it accepted; null when absent.</summary>
    public string? Artifact(string name) => json["artifacts"]?[name]?.ToString();

    /// <summary>The verdicts on all requests of this response's case, in order.</summary>
    public static IReadOnlyList<ReferenceVerdict> ListOf(HttpResponseMessage response) =>
        [.. JsonNode.Parse(response.Headers.NonValidated["X-Verdicts"].ToString())!.AsArray().Select(static verdict => new ReferenceVerdict(verdict!.AsObject()))];

    /// <summary>The verdict on the only request of the case.</summary>
    public static ReferenceVerdict Of(HttpResponseMessage response) => Assert.Single(ListOf(response));

    public override string ToString() => json.ToJsonString();
}
