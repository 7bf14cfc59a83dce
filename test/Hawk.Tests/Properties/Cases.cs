using Hawk.Fuzz;

namespace Hawk.Tests.Properties;

/// <summary>
/// Runs a property over many generated cases. Case N is made from the seed N alone: to look at a failed one, call <see cref="Run"/> with its number
/// as <c>first</c>. The numbers are the same in every run, so that a failure never goes away by itself; the fuzzer is what looks for new ones.
/// </summary>
static class Cases
{
    internal const int Count = 100_000;

    internal static void Run(Action<FuzzRandom> property, int first = 0)
    {
        for (var number = first; number < Count; number++)
        {
            try
            {
                property(new FuzzRandom((ulong)number));
            }
#pragma warning disable CA1031 // whatever a case throws, its number is needed to see it again
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Assert.Fail($"Case {number}: {exception}");
            }
        }
    }
}
