using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>propertyNames</c>: the names, as texts.</summary>
sealed class PropertyNamesKeyword(string name, JsonElement value, SchemaNode node) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject)
            return true;
        foreach (var member in value.Parts)
            if (!evaluation.Spend(member.Name.Length / Evaluation.BytesPerStep) || !node.Accepts(value.NameOf(member), evaluation, null))
                return false;
        return true;
    }
}
