namespace Hawk.Fuzz;

/// <summary>
/// SplitMix64: the same numbers for the same seed on every machine and runtime, so that a run can be repeated. Nothing here is a secret.
/// </summary>
sealed class FuzzRandom(ulong seed)
{
    ulong _state = seed;

    /// <summary>A number for one part of a run, from the seed of the run and the names of the part.</summary>
    internal static ulong SeedOf(ulong seed, string target, int shard)
    {
        var hash = OutcomeHash.Start(seed);
        foreach (var character in target)
            hash = hash.With(character);
        return hash.With((ulong)shard).Value;
    }

    internal ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    internal int Below(int limit) => (int)(((UInt128)Next() * (ulong)limit) >> 64);

    internal bool OneIn(int chances) => Below(chances) is 0;
}
