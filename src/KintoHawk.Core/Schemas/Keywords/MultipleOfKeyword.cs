using System.Runtime.InteropServices;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>multipleOf</c>, computed exactly.</summary>
sealed class MultipleOfKeyword(string name, JsonElement value) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        !value.IsNumber
        || !evaluation.Spend(JsonNumber.CostOfDivision(value.Number, JsonMarshal.GetRawUtf8Value(Value)))
        || JsonNumber.IsMultiple(value.Number, JsonMarshal.GetRawUtf8Value(Value))
        || (evaluation.Reports && evaluation.Fail(this, value, $"{value} is not a multiple of {PythonText.Of(Value)}"));
}
