using System.Text.Json;
using KintoHawk.Core.Schemas.Patterns;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>additionalProperties</c>: the members that neither <c>properties</c> nor <c>patternProperties</c> speaks of.</summary>
sealed class AdditionalPropertiesKeyword(string name, JsonElement value, SchemaNode node, HashSet<string> names, SchemaPattern[] patterns) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject)
            return true;
        var accepted = true;
        foreach (var member in value.Parts)
        {
            if (!evaluation.Spend(1 + (member.Name.Length / Evaluation.BytesPerStep)))
                return false;
            if (!IsAdditional(member, evaluation))
                continue;
            accepted = node.Element.ValueKind is not JsonValueKind.False && node.Accepts(member, evaluation, null);
            if (!accepted)
                break;
            seen?.Add(member.Index);
        }

        // Only false tells all names at once.
        return accepted || (evaluation.Reports && node.Element.ValueKind is JsonValueKind.False && evaluation.Fail(this, value, Message(value, evaluation)));
    }

    bool IsAdditional(SchemaValue member, Evaluation evaluation) =>
        !names.Contains(member.Name) && !Array.Exists(patterns, pattern => pattern.IsMatch(member.Name, evaluation));

    string Message(SchemaValue value, Evaluation evaluation)
    {
        string[] extras = [.. value.Parts.Where(member => IsAdditional(member, evaluation)).Select(static member => member.Name).Order(StringComparer.Ordinal)];
        return patterns.Length == 0
            ? $"Additional properties are not allowed ({PythonText.Join(extras)} {(extras.Length == 1 ? "was" : "were")} unexpected)"
            : $"{PythonText.Join(extras)} {(extras.Length == 1 ? "does" : "do")} not match any of the regexes: {PythonText.Join(patterns.Select(static pattern => pattern.Text).Order(StringComparer.Ordinal))}";
    }
}
