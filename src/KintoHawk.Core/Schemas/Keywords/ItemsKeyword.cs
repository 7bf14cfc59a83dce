using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>items</c> with one schema: for every item, or for those after <c>prefixItems</c>.</summary>
sealed class ItemsKeyword(string name, JsonElement value, SchemaNode node, int first) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsArray || value.Parts.Length <= first)
            return true;
        if (node.Element.ValueKind is JsonValueKind.False && node.Resource.Dialect.Draft is SchemaDraft.Draft202012)
            return evaluation.Reports && evaluation.Fail(this, value, Message(value));
        for (var i = first; i < value.Parts.Length; i++)
            if (!node.Accepts(value.Parts[i], evaluation, null))
                return false;
        seen?.AddAll();
        return true;
    }

    string Message(SchemaValue value)
    {
        var extra = value.Parts.Length - first;
        var rest = extra == 1 ? value.Parts[^1].ToString() : $"[{ItemText.Join(value.Parts[first..])}]";
        return $"Expected at most {first} {(first == 1 ? "item" : "items")} but found {extra} extra: {rest}";
    }
}
