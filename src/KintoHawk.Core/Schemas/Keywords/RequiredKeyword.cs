using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>required</c>: members that must be there.</summary>
sealed class RequiredKeyword(string name, JsonElement value, string[] names) : Keyword(name, value)
{
    readonly long _cost = Evaluation.CostOfFinding(names);

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject || !evaluation.Spend(_cost))
            return true;
        foreach (var required in names)
            if (value.Find(required) is null)
                return evaluation.Reports && evaluation.Fail(this, value, $"{PythonText.Of(required)} is a required property");
        return true;
    }
}
