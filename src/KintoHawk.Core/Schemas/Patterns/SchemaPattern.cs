using System.Text.RegularExpressions;

namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>
/// A pattern of a schema, made ready when it is first used. What can be matched in one pass over the text is; the rest goes by trial and
/// error under a clock.
/// </summary>
sealed class SchemaPattern(string text)
{
    /// <summary>What it costs to see whether a pattern is one.</summary>
    public const int CostOfReading = 300;

    const int CostOfBuilding = 1500;
    const int MaxLength = 10_000;

    /// <summary>The largest pattern that is matched in one pass: its states are made while matching, and take memory.</summary>
    const int MaxRegularSize = 250;

    // The matchers are prepared by the platform when they are first used, which takes longer than some patterns may.
    static readonly bool _isReady = new[] { RegexOptions.NonBacktracking, RegexOptions.None }.All(static options =>
        new Regex("^(?:[a-c]x|.)*$", options | RegexOptions.CultureInvariant, Timeout.InfiniteTimeSpan).IsMatch("axbc"));

    Regex? _regex;

    /// <summary>The pattern as it is written.</summary>
    public string Text { get; } = text;

    /// <summary>True for a pattern that can be matched.</summary>
    public static bool IsValid(string text) => Build(text, onlyToRead: true) is not null;

    /// <summary>True when some part of the text matches. Ends the validation when that takes too long to find out.</summary>
    public bool IsMatch(string value, Evaluation evaluation)
    {
        if (!evaluation.Spend(1 + (value.Length / Evaluation.BytesPerStep)))
            return false;
        var regex = _regex;
        if (regex is null)
        {
            evaluation.Spend(CostOfBuilding);
            regex = _isReady ? Build(Text, onlyToRead: false) : null;
            if (regex is null)
                return evaluation.Stop(SchemaFailure.InvalidSchema, $"{PythonText.Of(Text)} is not a 'regex'");
            _regex = regex;
        }

        return evaluation.Clock.TryMatch(regex, value, out var matched)
            ? matched
            : evaluation.Stop(SchemaFailure.LimitExceeded, $"Matching the pattern {PythonText.Of(Text)} takes too long");
    }

    static Regex? Build(string text, bool onlyToRead)
    {
        if (text.Length > MaxLength || PatternTranslator.Translate(text) is not { } translated)
            return null;
        try
        {
            return new Regex(
                translated.Text,
                translated is { IsRegular: true, Size: <= MaxRegularSize } && !onlyToRead
                    ? RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
                    : RegexOptions.CultureInvariant,
                PatternClock.Allowance);
        }
        catch (ArgumentException)
        {
            // The platform has no other way to say that a pattern is none.
            return null;
        }
    }
}
