using System.Buffers;
using System.Text.Json;

namespace KintoHawk.Core.Json;

/// <summary>
/// The two merges of PATCH (protocol §12). Members of the stored object come first and keep their places, new ones follow in the order of the patch.
/// </summary>
public static class MergePatch
{
    /// <summary>The merge of <c>application/json</c>: members of the patch replace those of the object, null is a value like any other.</summary>
    /// <param name="stored">An object.</param>
    /// <param name="patch">An object.</param>
    /// <param name="output">Takes the merged object in the form of the wire.</param>
    /// <param name="excludedNames">Members to leave out of the result.</param>
    public static void ApplyShallow(JsonElement stored, JsonElement patch, IBufferWriter<byte> output, params ReadOnlySpan<string> excludedNames)
    {
        var existing = JsonMembers.Of(stored);
        var changes = JsonMembers.Of(patch);
        output.Write("{"u8);
        var separate = false;
        foreach (var (name, value) in existing)
            if (!excludedNames.Contains(name))
                WriteMember(name, changes.TryGetValue(name, out var change) ? change : value, output, ref separate);
        foreach (var (name, value) in changes)
            if (!existing.ContainsKey(name) && !excludedNames.Contains(name))
                WriteMember(name, value, output, ref separate);
        output.Write("}"u8);
    }

    /// <summary>
    /// The merge of <c>application/merge-patch+json</c> (RFC 7396): objects merge member by member, null removes a member at every depth
    /// (also inside objects that are new), everything else replaces.
    /// </summary>
    /// <param name="stored">Any value.</param>
    /// <param name="patch">Any value; one that is not an object replaces the stored one as it is.</param>
    /// <param name="output">Takes the merged value in the form of the wire.</param>
    /// <param name="excludedNames">Members to leave out of the result, at the top level only.</param>
    public static void ApplyRecursive(JsonElement stored, JsonElement patch, IBufferWriter<byte> output, params ReadOnlySpan<string> excludedNames)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            JsonText.Write(patch, output);
            return;
        }

        var existing = stored.ValueKind is JsonValueKind.Object ? JsonMembers.Of(stored) : [];
        var changes = JsonMembers.Of(patch);
        output.Write("{"u8);
        var separate = false;
        foreach (var (name, value) in existing)
        {
            if (excludedNames.Contains(name))
                continue;
            if (!changes.TryGetValue(name, out var change))
                WriteMember(name, value, output, ref separate);
            else if (change.ValueKind is not JsonValueKind.Null)
                MergeMember(name, value, change, output, ref separate);
        }

        foreach (var (name, change) in changes)
            if (change.ValueKind is not JsonValueKind.Null && !existing.ContainsKey(name) && !excludedNames.Contains(name))
                MergeMember(name, default, change, output, ref separate);
        output.Write("}"u8);
    }

    static void WriteMember(string name, JsonElement value, IBufferWriter<byte> output, ref bool separate)
    {
        WriteName(name, output, ref separate);
        JsonText.Write(value, output);
    }

    static void MergeMember(string name, JsonElement value, JsonElement change, IBufferWriter<byte> output, ref bool separate)
    {
        WriteName(name, output, ref separate);
        ApplyRecursive(value, change, output);
    }

    static void WriteName(string name, IBufferWriter<byte> output, ref bool separate)
    {
        if (separate)
            output.Write(","u8);
        separate = true;
        JsonText.WriteString(name, output);
        output.Write(":"u8);
    }
}
