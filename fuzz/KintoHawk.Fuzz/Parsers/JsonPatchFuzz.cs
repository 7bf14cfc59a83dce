using System.Text.Json;
using System.Text.Json.Nodes;
using Hawk.Fuzz;
using KintoHawk.Core.Json;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>A document and operations: applied or refused with a reason; the result is bounded in depth and size.</summary>
sealed class JsonPatchFuzz : IFuzzTarget
{
    public string Name => "json-patch";

    public long AllocationBase => 20L * JsonPatch.MaxCost; // a patch may copy until its budget is used up

    public int AllocationPerCharacter => 5000;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        if (!JsonPair.TryRead(input, out var stored, out var patch) || stored.RootElement.ValueKind is not JsonValueKind.Object || patch.RootElement.ValueKind is not JsonValueKind.Array)
            return OutcomeHash.Start(1).With(stored is null).WithLength(input.Length);
        var operations = patch.RootElement.EnumerateArray().Where(static item => item.ValueKind is JsonValueKind.Object).Select(static item => new JsonPatchOperation(
            TextOf(item, "op") ?? "", TextOf(item, "path") ?? "", TextOf(item, "from"), item.TryGetProperty("value", out var value) ? value : default)).Take(JsonPatch.MaxOperations).ToList();
        meter.Start();
        var document = (JsonObject)JsonPatch.NodeOf(stored.RootElement)!;
        var applied = JsonPatch.TryApply(document, operations, out var error);
        meter.Stop();
        BrokenInvariantException.Unless(applied == error is null, "Neither applied nor refused");
        if (!applied)
            return OutcomeHash.Start(2).With((ulong)operations.Count).With((ulong)error!.Length);
        var json = document.ToJsonString(new JsonSerializerOptions { MaxDepth = 10_000 });
        BrokenInvariantException.Unless(json.Length < JsonPatch.MaxCost + (10L * input.Length) + 1000, $"The result has {json.Length} characters");
        return OutcomeHash.Start(3).With((ulong)operations.Count).WithLength(json.Length).With((ulong)document.Count);
    }

    static string? TextOf(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
