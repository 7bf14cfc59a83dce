using System.Text.Json;
using KintoHawk.Core.Schemas.Patterns;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>patternProperties</c>: the members whose names match.</summary>
sealed class PatternPropertiesKeyword(string name, JsonElement value, KeyValuePair<SchemaPattern, SchemaNode>[] nodes) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject)
            return true;
        foreach (var (pattern, node) in nodes)
        {
            foreach (var member in value.Parts)
            {
                if (!pattern.IsMatch(member.Name, evaluation))
                    continue;
                if (!node.Accepts(member, evaluation, null))
                    return false;
                seen?.Add(member.Index);
            }
        }

        return true;
    }
}
