using System.Text.Json;

namespace KintoHawk.Core.Schemas;

/// <summary>A compiled schema or subschema: its keywords in the order in which they are checked.</summary>
sealed class SchemaNode(SchemaResource resource, JsonElement element)
{
    /// <summary>The resource it stands in; part of the dynamic scope while it is applied.</summary>
    public SchemaResource Resource { get; } = resource;

    /// <summary>The schema as it is written.</summary>
    public JsonElement Element { get; } = element;

    public Keyword[] Keywords { get; set; } = [];

    /// <summary>True when a keyword asks what the others have looked at.</summary>
    public bool AsksForEvaluated { get; set; }

    /// <summary>Applies the schema.</summary>
    /// <param name="value">What it is applied to.</param>
    /// <param name="evaluation">The validation under way.</param>
    /// <param name="seen">Gets the parts that were looked at, when the schema accepts; null when nobody asks.</param>
    public bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!evaluation.Enter(this, value))
            return false;
        var own = (seen is not null || AsksForEvaluated) && evaluation.Spend(Evaluated.CostOf(value)) ? new Evaluated(value) : null;
        var accepted = true;
        foreach (var keyword in Keywords)
        {
            if (!evaluation.Spend(1) || !keyword.Accepts(value, evaluation, own))
            {
                accepted = false;
                break;
            }
        }

        evaluation.Leave();
        if (accepted && own is not null)
            seen?.Add(own);
        return accepted;
    }
}
