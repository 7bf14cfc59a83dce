using System.Text.Json;
using KintoHawk.Core.Schemas.Patterns;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>pattern</c>: the text has a part that matches.</summary>
sealed class PatternKeyword(string name, JsonElement value, SchemaPattern pattern) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        !value.IsString
        || pattern.IsMatch(value.Text, evaluation)
        || (evaluation.Reports && evaluation.Fail(this, value, $"{value} does not match {PythonText.Of(pattern.Text)}"));
}
