using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>One keyword of a compiled schema.</summary>
abstract class Keyword(string name, JsonElement value)
{
    public string Name { get; } = name;

    /// <summary>The keyword's value as it is written.</summary>
    protected JsonElement Value { get; } = value;

    /// <summary>True when the keyword asks what its siblings have looked at, and so comes after them.</summary>
    public virtual bool AsksForEvaluated => false;

    /// <summary>Checks a value; what does not concern the keyword is accepted. A failure that counts is noted.</summary>
    /// <param name="value">What is checked.</param>
    /// <param name="evaluation">The validation under way.</param>
    /// <param name="seen">Gets the parts that the keyword looked at; null when nobody asks.</param>
    public abstract bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen);

    /// <summary>The keyword as the name of a place: the last text in its value when that is a list, else its name.</summary>
    public string LastText() => Value.ValueKind is JsonValueKind.Array && Value.GetArrayLength() is var count and > 0 && Value[count - 1] is { ValueKind: JsonValueKind.String } last
        ? last.GetString()!
        : Name;
}
