using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>oneOf</c>: exactly one schema accepts.</summary>
sealed class OneOfKeyword(string name, JsonElement value, SchemaNode[] nodes) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        var first = Array.FindIndex(nodes, node => evaluation.Try(node, value, seen));
        if (first < 0)
            return evaluation.Reports && evaluation.Fail(this, value, $"{value} is not valid under any of the given schemas");
        var others = new List<SchemaNode>();
        foreach (var node in nodes.AsSpan(first + 1))
        {
            if (!evaluation.Try(node, value, null))
                continue;
            if (!evaluation.Reports)
                return false;
            others.Add(node);
        }

        return others.Count == 0
            || evaluation.Fail(this, value, $"{value} is valid under each of {string.Join(", ", others.Append(nodes[first]).Select(static node => PythonText.Of(node.Element)))}");
    }
}
