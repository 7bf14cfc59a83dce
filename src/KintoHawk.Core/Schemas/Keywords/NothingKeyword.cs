using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary>The schema <c>false</c>, which accepts nothing.</summary>
sealed class NothingKeyword(JsonElement value) : Keyword("false", value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        evaluation.Reports && evaluation.Fail(this, value, $"False schema does not allow {value}");
}
