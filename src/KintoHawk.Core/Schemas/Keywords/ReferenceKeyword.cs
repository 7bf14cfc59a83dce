using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>$ref</c>: what it leads to accepts. One that leads nowhere ends the validation when it is reached.</summary>
sealed class ReferenceKeyword(string name, JsonElement value, SchemaNode? target, Func<string>? failure) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        target is null ? evaluation.Stop(SchemaFailure.BadReference, failure!(), value) : target.Accepts(value, evaluation, seen);
}
