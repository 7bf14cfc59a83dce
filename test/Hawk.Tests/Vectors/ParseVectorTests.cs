using System.Text.Json;
using Hawk.Wire;

namespace Hawk.Tests.Vectors;

public class ParseVectorTests
{
    [Fact]
    public void Every_header_text_is_accepted_or_refused_as_the_vectors_say() =>
        VectorSet.Check(VectorSet.Load("hawk-parse-invalid", "parse"), 109, Disagreement);

    static string? Disagreement(Vector vector)
    {
        var header = Vector.Text(vector.Input, "header");
        var names = vector.Input.TryGetProperty("keys", out var keys)
            ? keys.EnumerateArray().Select(static key => key.GetString()!).ToArray()
            : HeaderGrammar.AuthorizationNames;
        var slots = default(AttributeSlots);
        var fault = HeaderGrammar.Parse(header, names, ref slots, out var culprit);
        if (fault is HeaderFault.None)
            return vector.ExpectsSuccess ? DifferentAttributes(vector, header!, names, slots) : "is accepted";
        if (vector.ExpectsSuccess)
            return $"is refused: {HeaderGrammar.Describe(fault, culprit)}";

        var failure = HawkHeader.Parse(header, out _, out var message);
        return names == HeaderGrammar.AuthorizationNames
            ? VectorSet.Differs("status", Vector.Text(vector.Expected, "status"), $"{failure.StatusCode()}")
                ?? DifferentTexts(vector.Expected, failure, message)
            : null;
    }

    static string? DifferentTexts(JsonElement expected, HawkFailure failure, string? message) =>
        expected.TryGetProperty("message", out var text)
            ? VectorSet.Differs("message", text.GetString(), message)
                ?? VectorSet.Differs("challenge", Vector.Text(expected, "wwwAuthenticate"), failure.Challenge())
            : null;

    static string? DifferentAttributes(Vector vector, string header, string[] names, AttributeSlots slots)
    {
        for (var index = 0; index < names.Length; index++)
        {
            var value = slots[index].Length is 0 ? null : header.Substring(slots[index].Start, slots[index].Length);
            if (VectorSet.Differs(names[index], Vector.Text(vector.Expected.GetProperty("attributes"), names[index]), value) is { } difference)
                return difference;
        }

        return null;
    }
}
