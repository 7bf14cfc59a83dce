using System.Text.Json.Nodes;

namespace Hawk.Interop.Tests.Reference;

/// <summary>What the reference client made of a request: the header, and what it has to remember to verify the response.</summary>
sealed class ReferenceSignature(JsonObject json)
{
    /// <summary>The Authorization value.</summary>
    public string Header { get; } = json["header"]!.GetValue<string>();

    public JsonObject ToJson() => json.DeepClone().AsObject();
}
