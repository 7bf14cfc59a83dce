namespace Hawk.Fuzz;

/// <summary>An input led to a result that must not be.</summary>
sealed class BrokenInvariantException(string message) : Exception(message)
{
    internal static void Unless(bool holds, string message)
    {
        if (!holds)
            throw new BrokenInvariantException(message);
    }
}
