using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>uniqueItems</c>: no two items are equal. Items are found by their hash, so the work grows with their number only.</summary>
sealed class UniqueItemsKeyword(string name, JsonElement value) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsArray || value.Parts.Length < 2)
            return true;
        var items = new HashSet<SchemaValue>(value.Parts.Length, new SchemaValueEquality(evaluation));
        foreach (var item in value.Parts)
            if (!evaluation.Spend(1) || !items.Add(item))
                return evaluation.Reports && evaluation.Fail(this, value, $"{value} has non-unique elements");
        return true;
    }
}
