using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>minLength</c>, <c>minItems</c>, <c>minProperties</c> and their upper bounds. Text is as long as it has characters, not as its encoding.</summary>
sealed class SizeKeyword : Keyword
{
    readonly long _bound;
    readonly bool _isLower;
    readonly JsonValueKind _kind;

    public SizeKeyword(string name, JsonElement value, long bound, bool isLower)
        : base(name, value)
    {
        _bound = bound;
        _isLower = isLower;
        _kind = name[3..] switch
        {
            "Length" => JsonValueKind.String,
            "Items" => JsonValueKind.Array,
            _ => JsonValueKind.Object,
        };
    }

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (value.Kind != _kind)
            return true;
        var size = _kind is JsonValueKind.String ? LengthOf(value.Text, evaluation) : value.Parts.Length;
        if (_isLower ? size >= _bound : size <= _bound)
            return true;
        return evaluation.Reports && evaluation.Fail(this, value, $"{value} {Complaint}");
    }

    string Complaint => (_isLower, _bound) switch
    {
        (true, 1) => "should be non-empty",
        (false, 0) => "is expected to be empty",
        (true, _) when _kind is JsonValueKind.Object => "does not have enough properties",
        (false, _) when _kind is JsonValueKind.Object => "has too many properties",
        (true, _) => "is too short",
        (false, _) => "is too long",
    };

    static int LengthOf(string text, Evaluation evaluation)
    {
        evaluation.Spend(text.Length / Evaluation.BytesPerStep);
        var pairs = 0;
        foreach (var unit in text)
            if (char.IsLowSurrogate(unit))
                pairs++;
        return text.Length - pairs;
    }
}
