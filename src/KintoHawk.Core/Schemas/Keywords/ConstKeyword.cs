using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>const</c>: this value.</summary>
sealed class ConstKeyword(string name, JsonElement value) : Keyword(name, value)
{
    readonly SchemaValue _expected = new(value);

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        _expected.Equals(value, evaluation) || (evaluation.Reports && evaluation.Fail(this, value, $"{_expected} was expected"));
}
