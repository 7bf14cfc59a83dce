using System.Runtime.InteropServices;
using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive forms, compared digit by digit.</summary>
sealed class BoundKeyword(string name, JsonElement value) : Keyword(name, value)
{
    public required bool IsLower { get; init; }

    public required bool IsExclusive { get; init; }

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsNumber)
            return true;
        var bound = JsonMarshal.GetRawUtf8Value(Value);
        if (!evaluation.Spend((value.Number.Length + bound.Length) / Evaluation.BytesPerStep))
            return false;
        var order = JsonNumber.Compare(value.Number, bound);
        if (order == 0 ? !IsExclusive : order > 0 == IsLower)
            return true;
        return evaluation.Reports && evaluation.Fail(this, value, $"{value} is {Relation} {PythonText.Of(Value)}");
    }

    string Relation => (IsLower, IsExclusive) switch
    {
        (true, true) => "less than or equal to the minimum of",
        (true, false) => "less than the minimum of",
        (false, true) => "greater than or equal to the maximum of",
        (false, false) => "greater than the maximum of",
    };
}
