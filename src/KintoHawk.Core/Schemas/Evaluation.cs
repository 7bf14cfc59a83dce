using System.Runtime.CompilerServices;
using KintoHawk.Core.Schemas.Patterns;

namespace KintoHawk.Core.Schemas;

/// <summary>
/// One validation under way: what it may still cost, where it is, and the first thing found wrong. When a limit is reached everything
/// that is asked answers false, so that it ends at once; the answer is then the limit's error whatever the rest came to.
/// </summary>
sealed class Evaluation(long steps)
{
    /// <summary>How many bytes of text or number are compared for the price of one step.</summary>
    public const int BytesPerStep = 16;

    /// <summary>How many schemas may be applied inside each other: far more than a record of the deepest nesting needs.</summary>
    const int MaxDepth = 700;

    readonly List<(SchemaNode Node, SchemaValue Value)> _frames = [];
    long _left = steps;
    int _silent;

    /// <summary>The first thing found wrong; null while nothing is.</summary>
    public SchemaError? Error { get; private set; }

    /// <summary>True when what fails now is the reason of the failure as a whole, and not one of several ways that were tried.</summary>
    public bool Reports => _silent == 0 && Error is null;

    /// <summary>True when a limit was reached.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The time that patterns have taken and may take.</summary>
    public PatternClock Clock { get; } = new();

    /// <summary>What it costs to look for members of these names: little for each, and more for names of any length.</summary>
    public static long CostOfFinding(IReadOnlyCollection<string> names) => (names.Count / 4) + names.Sum(static name => name.Length / BytesPerStep);

    /// <summary>Of the resources entered on the way here, the outermost that has an entry in the table; null when none has.</summary>
    public SchemaNode? FindOutermost(Dictionary<SchemaResource, SchemaNode> table)
    {
        foreach (var (node, _) in _frames)
            if (Spend(1) && table.TryGetValue(node.Resource, out var found))
                return found;
        return null;
    }

    /// <summary>Takes from what the validation may cost; false when that is used up.</summary>
    public bool Spend(long cost)
    {
        _left -= cost;
        if (_left >= 0)
            return !Stopped;
        Stop(SchemaFailure.LimitExceeded, "Validation takes too many steps");
        return false;
    }

    /// <summary>Notes the failure of a keyword.</summary>
    /// <param name="keyword">The keyword.</param>
    /// <param name="value">What it did not accept.</param>
    /// <param name="message">Why, for people.</param>
    /// <param name="name">The name of the keyword, when another one beside it is the reason.</param>
    /// <returns>False, always.</returns>
    public bool Fail(Keyword keyword, SchemaValue value, string message, string? name = null)
    {
        if (!Reports)
            return false;
        var path = value.Path();
        Error = new SchemaError(SchemaFailure.InvalidValue, message, path, name ?? keyword.Name, path.Count > 0 ? path[^1] : keyword.LastText());
        return false;
    }

    /// <summary>Ends the validation, whatever was being tried.</summary>
    /// <returns>False, always.</returns>
    public bool Stop(SchemaFailure failure, string message, SchemaValue? value = null)
    {
        if (Stopped)
            return false;
        Stopped = true;
        var path = value?.Path() ?? (_frames.Count > 0 ? _frames[^1].Value.Path() : []);
        Error = new SchemaError(failure, message, path, "", path.Count > 0 ? path[^1] : "");
        return false;
    }

    /// <summary>Applies a schema as one way among others: its failure is not a failure of the whole.</summary>
    public bool Try(SchemaNode node, SchemaValue value, Evaluated? seen)
    {
        _silent++;
        var accepted = node.Accepts(value, this, seen);
        _silent--;
        return accepted;
    }

    /// <summary>Enters a schema; false when it must not be entered.</summary>
    public bool Enter(SchemaNode node, SchemaValue value)
    {
        if (Stopped || !Spend(1))
            return false;
        if (_frames.Count >= MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            _ = _frames.Contains((node, value))
                ? Stop(SchemaFailure.BadReference, "A $ref refers to itself without end", value)
                : Stop(SchemaFailure.LimitExceeded, "The value or the schema is nested too deeply", value);
            return false;
        }

        _frames.Add((node, value));
        return true;
    }

    public void Leave() => _frames.RemoveAt(_frames.Count - 1);
}
