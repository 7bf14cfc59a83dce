using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>if</c> with its <c>then</c> and <c>else</c>.</summary>
sealed class ConditionalKeyword(string name, JsonElement value, SchemaNode condition, SchemaNode? then, SchemaNode? otherwise) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        (evaluation.Try(condition, value, seen) ? then : otherwise)?.Accepts(value, evaluation, seen) ?? true;
}
