using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>not</c>: the schema does not accept.</summary>
sealed class NotKeyword(string name, JsonElement value, SchemaNode node) : Keyword(name, value)
{
    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen) =>
        !evaluation.Try(node, value, null)
        || (evaluation.Reports && evaluation.Fail(this, value, $"{value} should not be valid under {PythonText.Of(node.Element)}"));
}
