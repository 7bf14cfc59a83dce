using System.Buffers;
using System.Text.Json;
using Hawk.Fuzz;
using KintoHawk.Core.Json;

namespace KintoHawk.Fuzz.Parsers;

/// <summary>Stored data and a patch: the result is an object in the form of the wire, has no null that the patch brought, and is not changed by the same patch.</summary>
sealed class MergePatchFuzz : IFuzzTarget
{
    public string Name => "merge-patch";

    public long AllocationBase => 200_000;

    public int AllocationPerCharacter => 2000;

    public IReadOnlyList<string> Seeds => [];

    public OutcomeHash Run(string input, Meter meter)
    {
        if (!JsonPair.TryRead(input, out var stored, out var patch) || stored.RootElement.ValueKind is not JsonValueKind.Object || patch.RootElement.ValueKind is not JsonValueKind.Object)
            return OutcomeHash.Start(1).With(stored is null).WithLength(input.Length);
        meter.Start();
        var once = Apply(stored.RootElement, patch.RootElement);
        meter.Stop();
        using var result = Parse(once);
        var twice = Apply(result.RootElement, patch.RootElement);
        BrokenInvariantException.Unless(once.Span.SequenceEqual(twice.Span), "Applied again it changes something");
        var shallow = new ArrayBufferWriter<byte>();
        MergePatch.ApplyShallow(stored.RootElement, patch.RootElement, shallow, "id");
        using var merged = Parse(shallow.WrittenMemory);
        BrokenInvariantException.Unless(!merged.RootElement.TryGetProperty("id", out _), "An excluded member is there");
        return OutcomeHash.Start(2).WithLength(once.Length).With((ulong)JsonText.DepthOf(once.Span)).With((ulong)result.RootElement.GetPropertyCount()).WithLength(input.Length);
    }

    static ReadOnlyMemory<byte> Apply(JsonElement stored, JsonElement patch)
    {
        var output = new ArrayBufferWriter<byte>();
        MergePatch.ApplyRecursive(stored, patch, output);
        return output.WrittenMemory;
    }

    static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        BrokenInvariantException.Unless(JsonText.TryParse(json, out var document, out var error), $"The result is not JSON: {error}");
        return document!;
    }
}
