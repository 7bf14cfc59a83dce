using System.Text.Json;
using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>A field to take apart: <c>parse</c>.</summary>
static class ParseField
{
    public static string? Disagreement(Vector vector)
    {
        var value = Vector.Text(vector.Input, "header");
        var field = FieldOf(vector.Input);
        if (vector.ExpectsSuccess)
            return HawkFieldText.Parse(field, value, out var attributes, out var unexpected) is HawkFailure.None ? DifferentAttributes(vector, attributes) : $"is refused: {unexpected}";
        var failure = field is HawkField.Authorization ? HawkHeader.Parse(value, out _, out var message) : HawkFieldText.Parse(field, value, out _, out message);
        return failure is HawkFailure.None ? "is accepted" : (Judgement.Refused(failure) with { Message = message }).Disagreement(vector);
    }

    static HawkField FieldOf(JsonElement input)
    {
        if (!input.TryGetProperty("keys", out var keys))
            return HawkField.Authorization;
        var names = keys.EnumerateArray().Select(static key => key.GetString()).Order(StringComparer.Ordinal);
        // No field has other names; a text that is refused before its names are looked at is the same in all of them.
        return string.Join(' ', names) is "ext hash mac" ? HawkField.ServerAuthorization : HawkField.Authorization;
    }

    static string? DifferentAttributes(Vector vector, IReadOnlyList<KeyValuePair<string, string>> actual)
    {
        var expected = vector.Expected.GetProperty("attributes");
        foreach (var name in expected.EnumerateObject().Select(static member => member.Name).Union(actual.Select(static pair => pair.Key), StringComparer.Ordinal))
        {
            var value = actual.FirstOrDefault(pair => pair.Key == name).Value;
            if (Vector.Differs(name, Vector.Text(expected, name), value) is { } difference)
                return difference;
        }

        return null;
    }
}
