namespace Hawk.Diagnostics;

/// <summary>
/// Why a request is refused, as far as it can be proved. Holds no key and no MAC of a header. The two texts are exactly what was signed, with the payload hash
/// and with a bewit that stands where a server does not read it; <see cref="ToString"/> leaves both out, so that it may be logged in development.
/// </summary>
public sealed class HawkExplanation
{
    internal HawkExplanation()
    {
    }

    /// <summary>What a server with the usual policy says, in its order of checks (section 7); <see cref="HawkFailure.None"/> when all is well.</summary>
    public HawkFailure Failure { get; internal init; }

    /// <summary>
    /// What differs, all of it to be changed for the request to pass; empty when nothing is wrong and when no cause was found.
    /// The first one belongs to <see cref="Failure"/>, later ones may say what would be refused next.
    /// </summary>
    public IReadOnlyList<HawkFinding> Findings { get; internal init; } = [];

    /// <summary>The normalised string (section 4.1) as this request gives it; null when header, target or host cannot be read. Exact: see above.</summary>
    public string? ServerText => ServerLines?.Text();

    /// <summary>The normalised string that gives the client's MAC; null when none was found. Exact: see above.</summary>
    public string? ClientText => ClientLines?.Text();

    /// <summary>What to look at next, when nothing was proved or part of the request was not given. These are suggestions, not findings.</summary>
    public IReadOnlyList<string> Suggestions { get; internal init; } = [];

    /// <summary>How many MACs and payload hashes were tried.</summary>
    public int Tried { get; internal init; }

    internal SignedLines? ServerLines { get; init; }

    internal SignedLines? ClientLines { get; init; }

    /// <summary>The explanation as lines for people: the outcome, each finding with its advice, both normalised strings, what to look at next.</summary>
    /// <returns>A text of several lines without any secret.</returns>
    public override string ToString() => ExplanationText.Write(this);
}
