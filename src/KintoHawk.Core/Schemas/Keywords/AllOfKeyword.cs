using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>allOf</c>: every schema accepts.</summary>
sealed class AllOfKeyword(string name, JsonElement value, SchemaNode[] nodes) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        foreach (var node in nodes)
            if (!node.Accepts(value, evaluation, seen))
                return false;
        return true;
    }
}
