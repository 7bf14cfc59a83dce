using System.Text.Json;
using KintoHawk.Core.Schemas.Patterns;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>format: regex</c> in metaschemas: the text must be a pattern that can be matched.</summary>
sealed class RegexFormatKeyword(string name, JsonElement value) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        !value.IsString
        || !evaluation.Spend(SchemaPattern.CostOfReading)
        || SchemaPattern.IsValid(value.Text)
        || (evaluation.Reports && evaluation.Fail(this, value, $"{value} is not a 'regex'"));
}
