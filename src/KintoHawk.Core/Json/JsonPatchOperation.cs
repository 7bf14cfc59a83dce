using System.Text.Json;

namespace KintoHawk.Core.Json;

/// <summary>One operation of a JSON Patch (RFC 6902).</summary>
/// <param name="Op"><c>test</c>, <c>add</c>, <c>remove</c>, <c>replace</c>, <c>move</c> or <c>copy</c>.</param>
/// <param name="Path">The pointer to the target.</param>
/// <param name="From">The pointer to the source of <c>move</c> and <c>copy</c>; null for the others.</param>
/// <param name="Value">The value of <c>test</c>, <c>add</c> and <c>replace</c>; undefined when the client gave none.</param>
public sealed record JsonPatchOperation(string Op, string Path, string? From, JsonElement Value);
