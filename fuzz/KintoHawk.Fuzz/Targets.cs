using Hawk.Fuzz;
using KintoHawk.Fuzz.Parsers;

namespace KintoHawk.Fuzz;

/// <summary>The parsers of untrusted text of the server, and of what operators write.</summary>
static class Targets
{
    /// <summary>What one input may take: what a validation may spend on steps and patterns, or a patch on copying, on a machine with other things to do.</summary>
    public static readonly TimeSpan SlowInput = TimeSpan.FromSeconds(1);

    public static readonly IReadOnlyList<Func<IFuzzTarget>> All =
    [
        static () => new SchemaFuzz(),
        static () => new PatternFuzz(),
        static () => new MergePatchFuzz(),
        static () => new JsonPatchFuzz(),
        static () => new QueryFuzz(),
        static () => new PageTokenFuzz(),
        static () => new IniFuzz(),
    ];
}
