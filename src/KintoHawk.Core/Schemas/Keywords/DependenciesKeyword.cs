using System.Text.Json;

namespace KintoHawk.Core.Schemas.Keywords;

/// <summary><c>dependentRequired</c> and <c>dependentSchemas</c>, and <c>dependencies</c>, which was both.</summary>
sealed class DependenciesKeyword(string name, JsonElement value, Dependency[] dependencies) : Keyword(name, value)
{
    readonly long _cost = Evaluation.CostOfFinding([.. dependencies.Select(static dependency => dependency.Name)]);

    public override bool Accepts(SchemaValue value, Evaluation evaluation, Evaluated? seen)
    {
        if (!value.IsObject || !evaluation.Spend(_cost))
            return true;
        foreach (var dependency in dependencies)
        {
            if (value.Find(dependency.Name) is null || !evaluation.Spend(dependency.Cost))
                continue;
            foreach (var required in dependency.Required)
                if (value.Find(required) is null)
                    return evaluation.Reports && evaluation.Fail(this, value, $"{PythonText.Of(required)} is a dependency of {PythonText.Of(dependency.Name)}");
            if (dependency.Node?.Accepts(value, evaluation, seen) is false)
                return false;
        }

        return true;
    }
}
