using System.Collections.Concurrent;

namespace Hawk.Http;

/// <summary>How far each server's clock is from ours, as its signed challenges have told (section 8.1). The system clock is never touched.</summary>
sealed class ServerClocks
{
    // Grows no longer than the list of allowed origins.
    readonly ConcurrentDictionary<Uri, TimeSpan> _offsets = [];

    public DateTimeOffset Now(Uri origin, TimeProvider timeProvider) =>
        timeProvider.GetUtcNow() + (_offsets.TryGetValue(origin, out var offset) ? offset : TimeSpan.Zero);

    public void Learn(Uri origin, TimeSpan offset) => _offsets[origin] = offset;
}
