using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary>A list of schemas, one for each of the first items: <c>prefixItems</c>, and <c>items</c> of earlier drafts.</summary>
sealed class PrefixItemsKeyword(string name, JsonElement value, SchemaNode[] nodes) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsArray)
            return true;
        for (var i = 0; i < nodes.Length && i < value.Parts.Length; i++)
        {
            if (!nodes[i].Accepts(value.Parts[i], evaluation, null))
                return false;
            seen?.Add(i);
        }

        return true;
    }
}
