using System.Text.RegularExpressions;

namespace KintoHawk.Core.Schemas.Patterns;

/// <summary>The time that matching patterns has taken in one validation, and may take.</summary>
sealed class PatternClock
{
    TimeSpan _taken;

    /// <summary>
    /// What all patterns together may take. One of them alone is stopped after the same time. Long enough that a thread which merely waits
    /// for a processor is not taken for one that is busy.
    /// </summary>
    public static TimeSpan Allowance { get; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Matches; false when there is no time left, or it was used up.</summary>
    public bool TryMatch(Regex regex, string text, out bool matched)
    {
        matched = false;
        if (_taken > Allowance)
            return false;
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            matched = regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
        finally
        {
            _taken += TimeProvider.System.GetElapsedTime(start);
        }

        return true;
    }
}
