using System.Collections.Concurrent;

namespace KintoHawk.Server.Authentication.HawkSessions;

/// <summary>When this node last wrote down the use of a session, a password or a token. Forgetting is harmless: the use is then written once more.</summary>
sealed class RecentUses(TimeProvider time)
{
    const int Most = 20_000;

    readonly ConcurrentDictionary<string, long> _lastWritten = new(StringComparer.Ordinal);

    /// <summary>True when the last write is at least the interval ago (or unknown); it then counts as written now.</summary>
    public bool IsDue(string key, TimeSpan interval)
    {
        if (_lastWritten.TryGetValue(key, out var last) && time.GetElapsedTime(last) < interval)
            return false;
        Written(key);
        return true;
    }

    /// <summary>A use was written down now.</summary>
    public void Written(string key)
    {
        if (_lastWritten.Count >= Most)
            _lastWritten.Clear();
        _lastWritten[key] = time.GetTimestamp();
    }
}
