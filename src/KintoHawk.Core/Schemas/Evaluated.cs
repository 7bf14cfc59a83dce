using System.Collections;

namespace KintoHawk.Core.Schemas;

/// <summary>Which members or items of a value some keyword has looked at; what <c>unevaluatedProperties</c> and <c>unevaluatedItems</c> leave alone.</summary>
sealed class Evaluated(SchemaValue value)
{
    readonly BitArray _parts = new(value.Parts.Length);

    /// <summary>What it costs to make one: a bit for each part.</summary>
    public static long CostOf(SchemaValue value) => value.Parts.Length / (8 * Evaluation.BytesPerStep);

    public bool this[int part] => _parts[part];

    public void Add(int part) => _parts[part] = true;

    public void AddAll() => _parts.SetAll(true);

    public void Add(Evaluated other) => _parts.Or(other._parts);
}
