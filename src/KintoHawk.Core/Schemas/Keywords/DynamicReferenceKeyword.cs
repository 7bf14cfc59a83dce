using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>$dynamicRef</c> and <c>$recursiveRef</c>: what the outermost resource on the way here understands by it accepts.</summary>
sealed class DynamicReferenceKeyword(string name, JsonElement value, SchemaNode initial, Dictionary<SchemaResource, SchemaNode> candidates) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        (evaluation.FindOutermost(candidates) ?? initial).Accepts(value, evaluation, seen);
}
