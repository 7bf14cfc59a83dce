using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KintoHawk.Core.Json;

/// <summary>
/// Applies JSON Patches (RFC 6902) with JSON Pointers (RFC 6901). A patch can copy what it has copied, so its result is bounded in depth and size,
/// whatever the number of operations.
/// </summary>
public static class JsonPatch
{
    /// <summary>The most operations of one patch.</summary>
    public const int MaxOperations = 10_000;

    /// <summary>The most characters that the copies of one patch may add.</summary>
    public const int MaxCopied = 10_485_760;

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
        var copied = 0L;
        for (var i = 0; i < operations.Count && error is null; i++)
        {
            error = Apply(document, operations[i], ref copied);
            if (error is not null)
                error = $"operation {i}: {error}";
        }

        return error is null;
    }

    static string? Apply(JsonObject document, JsonPatchOperation operation, ref long copied)
    {
        if (Split(operation.Path) is not { Length: > 0 } path)
            return "the path is not a pointer to a member";
        switch (operation.Op)
        {
            case "add":
                return operation.Value.ValueKind is JsonValueKind.Undefined ? "the value is missing" : Add(document, path, NodeOf(operation.Value));
            case "replace":
                if (operation.Value.ValueKind is JsonValueKind.Undefined)
                    return "the value is missing";
                return Remove(document, path, out _) ?? Add(document, path, NodeOf(operation.Value));
            case "remove":
                return Remove(document, path, out _);
            case "test":
                if (operation.Value.ValueKind is JsonValueKind.Undefined)
                    return "the value is missing";
                return Find(document, path, path.Length, out var tested) ?? (JsonNode.DeepEquals(tested, NodeOf(operation.Value)) ? null : "the test failed");
            case "move" or "copy":
                return Transfer(document, operation, path, ref copied);
            default:
                return "the operation is unknown";
        }
    }

    static string? Transfer(JsonObject document, JsonPatchOperation operation, string[] path, ref long copied)
    {
        if (operation.From is null || Split(operation.From) is not { Length: > 0 } from)
            return "the source is not a pointer to a member";
        if (operation.Op == "move")
        {
            if (path.Length > from.Length && from.SequenceEqual(path.Take(from.Length), StringComparer.Ordinal))
                return "a value cannot be moved into itself";
            return Remove(document, from, out var moved) ?? Add(document, path, moved);
        }

        if (Find(document, from, from.Length, out var source) is { } notFound)
            return notFound;
        copied += source?.ToJsonString().Length ?? 4;
        return copied > MaxCopied ? "the copies are too large" : Add(document, path, source?.DeepClone());
    }

    static string? Add(JsonObject document, string[] path, JsonNode? value)
    {
        if (path.Length + DepthOf(value) > JsonText.MaxDepth)
            return "the result is nested too deeply";
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
                items.Insert(index, value);
                return null;
            default:
                return "the target does not exist";
        }
    }

    static string? Remove(JsonObject document, string[] path, out JsonNode? removed)
    {
        removed = null;
        if (Find(document, path, path.Length - 1, out var parent) is { } notFound)
            return notFound;
        switch (parent)
        {
            case JsonObject members when members.TryGetPropertyValue(path[^1], out removed):
                members.Remove(path[^1]);
                return null;
            case JsonArray items when TryIndex(path[^1], items.Count - 1, out var index):
                removed = items[index];
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
    static string[]? Split(string pointer) =>
        pointer.StartsWith('/')
            ? [.. pointer[1..].Split('/').Select(static step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : null;

    /// <summary>Indexes are decimal, without leading zeros (RFC 6901 §4).</summary>
    static bool TryIndex(string step, int last, out int index) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index <= last && (step.Length == 1 || step[0] != '0');

    static JsonNode? NodeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(value),
    };

    // Recursion is safe: what was parsed is at most JsonText.MaxDepth deep, and Add keeps it so.
    static int DepthOf(JsonNode? node) => node switch
    {
        JsonObject members => 1 + members.Select(static member => DepthOf(member.Value)).DefaultIfEmpty().Max(),
        JsonArray items => 1 + items.Select(DepthOf).DefaultIfEmpty().Max(),
        _ => 0,
    };
}
