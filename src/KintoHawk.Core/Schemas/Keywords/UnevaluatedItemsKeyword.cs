using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>unevaluatedItems</c>: the items that no other keyword looked at.</summary>
sealed class UnevaluatedItemsKeyword(string name, JsonElement value, SchemaNode node) : Keyword(name, value)
{
    public override bool AsksForEvaluated => true;

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsArray)
            return true;
        var rejected = new List<SchemaValue>();
        foreach (var item in value.Parts)
        {
            if (seen![item.Index] || evaluation.Try(node, item, null))
                continue;
            if (!evaluation.Reports)
                return false;
            rejected.Add(item);
        }

        if (rejected.Count > 0)
            return evaluation.Fail(this, value, $"Unevaluated items are not allowed ({ItemText.Extras(rejected)} unexpected)");
        seen!.AddAll();
        return true;
    }
}
