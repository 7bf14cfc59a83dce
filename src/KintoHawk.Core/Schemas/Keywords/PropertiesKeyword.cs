using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>properties</c>: the members that have a schema of their own.</summary>
sealed class PropertiesKeyword(string name, JsonElement value, KeyValuePair<string, SchemaNode>[] nodes) : Keyword(name, value)
{
    readonly long _cost = Evaluation.CostOfFinding([.. nodes.Select(static node => node.Key)]);

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject || !evaluation.Spend(_cost))
            return true;
        foreach (var (name, node) in nodes)
        {
            if (value.Find(name) is not { } member)
                continue;
            if (!node.Accepts(member, evaluation, null))
                return false;
            seen?.Add(member.Index);
        }

        return true;
    }
}
