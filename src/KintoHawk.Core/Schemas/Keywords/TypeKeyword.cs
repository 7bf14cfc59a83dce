using System.Text.Json;
using KintoHawk.Core.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>type</c>. Up to draft 4 an integer is written as one; later 1.0 is an integer too.</summary>
sealed class TypeKeyword(string name, JsonElement value, string[] types, bool strictIntegers) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        !evaluation.Spend(value.IsNumber ? value.Number.Length / Evaluation.BytesPerStep : 0)
        || Array.Exists(types, type => Is(value, type))
        || (evaluation.Reports && evaluation.Fail(this, value, $"{value} is not of type {PythonText.Join(types)}"));

    bool Is(SchemaValue value, string type) => value.Kind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.True or JsonValueKind.False => type == "boolean",
        JsonValueKind.Null => type == "null",
        _ => type == "number" || (type == "integer" && (strictIntegers ? value.Number.IndexOfAny(".eE"u8) < 0 : JsonNumber.IsInteger(value.Number))),
    };
}
