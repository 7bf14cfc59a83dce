using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>contains</c>, counted by <c>minContains</c> and <c>maxContains</c>.</summary>
sealed class ContainsKeyword(string name, JsonElement value, SchemaNode node) : Keyword(name, value)
{
    public required long Least { get; init; }

    /// <summary>Null for no upper bound.</summary>
    public required long? Most { get; init; }

    public required SchemaDraft Draft { get; init; }

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsArray)
            return true;
        var matches = 0L;
        for (var i = 0; i < value.Parts.Length; i++)
        {
            if (!evaluation.Try(node, value.Parts[i], null))
                continue;
            matches++;
            if (Draft is SchemaDraft.Draft202012)
                seen?.Add(i);
            if (matches > Most)
                return evaluation.Reports && evaluation.Fail(this, value, $"Too many items match the given schema (expected at most {Most})", "maxContains");
            // Nobody wants to know more.
            if (matches >= Least && Most is null && seen is null)
                return true;
        }

        return matches >= Least || (evaluation.Reports && evaluation.Fail(this, value, Message(value, matches), matches > 0 ? "minContains" : null));
    }

    string Message(SchemaValue value, long matches)
    {
        if (matches > 0)
            return $"Too few items match the given schema (expected at least {Least} but only {matches} matched)";
        return Draft < SchemaDraft.Draft201909
            ? $"None of {value} are valid under the given schema"
            : $"{value} does not contain items matching the given schema";
    }
}
