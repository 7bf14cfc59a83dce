using Hawk.Fuzz.Targets;

namespace Hawk.Fuzz;

/// <summary>Every parser of untrusted text of the library.</summary>
static class TargetList
{
    internal static readonly IReadOnlyList<Func<IFuzzTarget>> All =
    [
        static () => new HeaderFuzz(),
        static () => new MacFuzz(),
        static () => new BewitFuzz(),
        static () => new ChallengeFuzz(),
        static () => new ResponseFuzz(),
        static () => new HostFuzz(),
        static () => new ResourceFuzz(),
        static () => new SessionFuzz(),
        static () => new MessageFuzz(),
        static () => new ContentTypeFuzz(),
    ];

    internal static Func<IFuzzTarget>? Find(string name) => All.FirstOrDefault(newTarget => newTarget().Name == name);
}
