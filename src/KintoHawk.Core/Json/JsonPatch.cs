using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KintoHawk.Core.Json;

/// <summary>
/// Applies JSON Patches (RFC 6902) with JSON Pointers (RFC 6901). A patch can copy what it has copied, so its result is bounded in depth,
/// and its cost (and with it the size of its result) whatever the number of operations.
/// </summary>
public static class JsonPatch
{
    /// <summary>The most operations of one patch.</summary>
    public const int MaxOperations = 1_000;

    /// <summary>
    /// The most that one patch may cost: the characters that it copies, moves to a deeper place or compares, and what making room in arrays and
    /// objects takes.
    /// </summary>
    public const int MaxCost = 10_485_760;

    const string TooCostly = "the patch is too costly";
    const string TooDeep = "the result is nested too deeply";

    // Making room in an array moves pointers, which is far cheaper than reading text.
    const int ShiftedItemsPerUnit = 8;

    /// <summary>Applies the operations in order; on failure the document is in an undefined state.</summary>
    /// <param name="document">The document, changed in place. Its root itself cannot be replaced.</param>
    /// <param name="operations">The operations.</param>
    /// <param name="error">Why an operation could not be applied.</param>
    /// <returns>True when all were applied.</returns>
    public static bool TryApply(JsonObject document, IReadOnlyList<JsonPatchOperation> operations, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(operations);
        error = operations.Count > MaxOperations ? $"more than {MaxOperations} operations" : null;
        var budget = new PatchBudget(MaxCost);
        for (var i = 0; i < operations.Count && error is null; i++)
        {
            error = Apply(document, operations[i], budget);
            if (budget.IsExhausted)
                error = TooCostly;
            if (error is not null)
                error = $"operation {i}: {error}";
        }

        return error is null;
    }

    /// <summary>
    /// A value as a node that can be part of a document. Its nesting is not judged again, and of members with the same name the last wins, at
    /// every depth: nodes cannot hold two.
    /// </summary>
    /// <param name="value">The value; its document need not outlive the call.</param>
    public static JsonNode? NodeOf(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        JsonText.Write(value, output);
        return NodeOf(output.WrittenSpan);
    }

    static JsonNode? NodeOf(ReadOnlySpan<byte> json) =>
        JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = JsonText.StoredReading.MaxDepth });

    static string? Apply(JsonObject document, JsonPatchOperation operation, PatchBudget budget)
    {
        if (Split(operation.Path) is not { Length: > 0 } path)
            return "the path is not a pointer to a member";
        switch (operation.Op)
        {
            case "add" or "replace" or "test":
                return operation.Value.ValueKind is JsonValueKind.Undefined ? "the value is missing" : ApplyValue(document, operation.Op, path, operation.Value, budget);
            case "remove":
                return Remove(document, path, budget, out _);
            case "move":
                return Split(operation.From) is { Length: > 0 } from ? Move(document, from, path, budget) : "the source is not a pointer to a member";
            case "copy":
                return Split(operation.From) is { Length: > 0 } source ? Copy(document, source, path, budget) : "the source is not a pointer to a member";
            default:
                return "the operation is unknown";
        }
    }

    static string? ApplyValue(JsonObject document, string operation, string[] path, JsonElement value, PatchBudget budget)
    {
        var text = JsonMarshal.GetRawUtf8Value(value);
        budget.Spend(text.Length);
        if (operation == "test")
            return Find(document, path, path.Length, out var tested) ?? (JsonNode.DeepEquals(tested, NodeOf(value)) ? null : "the test failed");
        if (path.Length + JsonText.DepthOf(text) > JsonText.MaxDepth)
            return TooDeep;
        return operation == "add" ? Add(document, path, NodeOf(value), budget) : Replace(document, path, NodeOf(value));
    }

    static string? Move(JsonObject document, string[] from, string[] path, PatchBudget budget)
    {
        if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from))
            return "a value cannot be moved into itself";
        if (Remove(document, from, budget, out var moved) is { } notFound)
            return notFound;
        // Only at a deeper place can it be too deep.
        if (path.Length > from.Length)
        {
            var text = TextOf(moved);
            budget.Spend(text.Length);
            if (path.Length + JsonText.DepthOf(text) > JsonText.MaxDepth)
                return TooDeep;
        }

        return Add(document, path, moved, budget);
    }

    static string? Copy(JsonObject document, string[] from, string[] path, PatchBudget budget)
    {
        if (Find(document, from, from.Length, out var source) is { } notFound)
            return notFound;
        // A copy made of text stands in a fraction of the memory that a node for each of its values would take.
        var text = TextOf(source);
        budget.Spend(text.Length);
        if (budget.IsExhausted)
            return TooCostly;
        if (path.Length + JsonText.DepthOf(text) > JsonText.MaxDepth)
            return TooDeep;
        return Add(document, path, NodeOf(text), budget);
    }

    static string? Add(JsonObject document, string[] path, JsonNode? value, PatchBudget budget)
    {
        if (Find(document, path, path.Length - 1, out var parent) is { } notFound)
            return notFound;
        switch (parent)
        {
            case JsonObject members:
                members[path[^1]] = value;
                return null;
            case JsonArray items when path[^1] == "-":
                items.Add(value);
                return null;
            case JsonArray items when TryIndex(path[^1], items.Count, out var index):
                budget.Spend((items.Count - index) / ShiftedItemsPerUnit);
                items.Insert(index, value);
                return null;
            default:
                return "the target does not exist";
        }
    }

    static string? Replace(JsonObject document, string[] path, JsonNode? value)
    {
        if (Find(document, path, path.Length - 1, out var parent) is { } notFound)
            return notFound;
        switch (parent)
        {
            case JsonObject members when members.ContainsKey(path[^1]):
                members[path[^1]] = value;
                return null;
            case JsonArray items when TryIndex(path[^1], items.Count - 1, out var index):
                items[index] = value;
                return null;
            default:
                return "the target does not exist";
        }
    }

    static string? Remove(JsonObject document, string[] path, PatchBudget budget, out JsonNode? removed)
    {
        removed = null;
        if (Find(document, path, path.Length - 1, out var parent) is { } notFound)
            return notFound;
        switch (parent)
        {
            case JsonObject members when members.TryGetPropertyValue(path[^1], out removed):
                budget.Spend(members.Count - members.IndexOf(path[^1]));
                members.Remove(path[^1]);
                return null;
            case JsonArray items when TryIndex(path[^1], items.Count - 1, out var index):
                removed = items[index];
                budget.Spend((items.Count - index) / ShiftedItemsPerUnit);
                items.RemoveAt(index);
                return null;
            default:
                return "the target does not exist";
        }
    }

    /// <summary>Follows the first steps of a path; an error when one of them leads nowhere.</summary>
    static string? Find(JsonObject document, string[] path, int steps, out JsonNode? found)
    {
        found = document;
        for (var i = 0; i < steps; i++)
        {
            switch (found)
            {
                case JsonObject members when members.TryGetPropertyValue(path[i], out var member):
                    found = member;
                    break;
                case JsonArray items when TryIndex(path[i], items.Count - 1, out var index):
                    found = items[index];
                    break;
                default:
                    return "the target does not exist";
            }
        }

        return null;
    }

    /// <summary>The unescaped steps of a pointer; null when it does not start with a slash.</summary>
    static string[]? Split(string? pointer) =>
        pointer?.StartsWith('/') is true
            ? [.. pointer[1..].Split('/').Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : null;

    /// <summary>Indexes are decimal, without leading zeros (RFC 6901 §4).</summary>
    static bool TryIndex(string step, int last, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= last && (step.Length == 1 || step[0] != '0');

    static ReadOnlySpan<byte> TextOf(JsonNode? node)
    {
        if (node is null)
            return "null"u8;
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
            node.WriteTo(writer);
        return output.WrittenSpan;
    }
}
