using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>unevaluatedProperties</c>: the members that no other keyword looked at.</summary>
sealed class UnevaluatedPropertiesKeyword(string name, JsonElement value, SchemaNode node) : Keyword(name, value)
{
    public override bool AsksForEvaluated => true;

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject)
            return true;
        var rejected = new List<string>();
        foreach (var member in value.Parts)
        {
            if (seen![member.Index] || evaluation.Try(node, member, null))
                continue;
            if (!evaluation.Reports)
                return false;
            rejected.Add(member.Name);
        }

        if (rejected.Count > 0)
            return evaluation.Fail(this, value, Message(rejected));
        seen!.AddAll();
        return true;
    }

    string Message(List<string> rejected)
    {
        var verb = rejected.Count == 1 ? "was" : "were";
        return node.Element.ValueKind is JsonValueKind.False
            ? $"Unevaluated properties are not allowed ({PythonText.Join(rejected.Order(StringComparer.Ordinal))} {verb} unexpected)"
            : $"Unevaluated properties are not valid under the given schema ({PythonText.Join(rejected)} {verb} unevaluated and invalid)";
    }
}
