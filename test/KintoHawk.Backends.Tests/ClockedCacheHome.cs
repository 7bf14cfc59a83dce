using Microsoft.Extensions.Time.Testing;

namespace KintoHawk.Backends.Tests;

/// <summary>Caches that ask a clock of ours.</summary>
public abstract class ClockedCacheHome : CacheHome
{
    public override FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public override TimeSpan Short => TimeSpan.FromMinutes(1);
}
