using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>anyOf</c>: some schema accepts.</summary>
sealed class AnyOfKeyword(string name, JsonElement value, SchemaNode[] nodes) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        var accepted = false;
        foreach (var node in nodes)
        {
            accepted |= evaluation.Try(node, value, seen);
            // Who asks what was looked at wants to know it of every schema that accepts.
            if (accepted && seen is null)
                return true;
        }

        return accepted || (evaluation.Reports && evaluation.Fail(this, value, $"{value} is not valid under any of the given schemas"));
    }
}
