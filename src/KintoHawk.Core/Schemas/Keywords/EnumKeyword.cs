using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>enum</c>: one of the values.</summary>
sealed class EnumKeyword : Keyword
{
    readonly ILookup<int, SchemaValue> _values;

    public EnumKeyword(string name, JsonElement value)
        : base(name, value)
    {
        _values = new SchemaValue(value).Parts.ToLookup(static part => part.Hash());
    }

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        foreach (var allowed in _values[value.Hash()])
            if (allowed.Equals(value, evaluation))
                return true;
        return evaluation.Reports && evaluation.Fail(this, value, $"{value} is not one of {PythonText.Of(Value)}");
    }
}
