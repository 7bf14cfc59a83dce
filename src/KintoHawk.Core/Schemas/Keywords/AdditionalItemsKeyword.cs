using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>additionalItems</c>: the items behind those that <c>items</c> lists.</summary>
sealed class AdditionalItemsKeyword(string name, JsonElement value, SchemaNode node, int first) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsArray || value.Parts.Length <= first)
            return true;
        if (node.Element.ValueKind is JsonValueKind.False)
            return evaluation.Reports && evaluation.Fail(this, value, $"Additional items are not allowed ({ItemText.Extras(value.Parts[first..])} unexpected)");
        for (var i = first; i < value.Parts.Length; i++)
        {
            if (!node.Accepts(value.Parts[i], evaluation, null))
                return false;
            seen?.Add(i);
        }

        return true;
    }
}
