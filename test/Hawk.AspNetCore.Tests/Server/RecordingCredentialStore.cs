using System.Collections.Concurrent;

namespace Hawk.AspNetCore.Tests.Server;

/// <summary>Knows one credential and remembers what it was asked for.</summary>
sealed class RecordingCredentialStore(HawkCredential credential) : IHawkCredentialStore
{
    public ConcurrentQueue<string> Asked { get; } = [];

    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken)
    {
        Asked.Enqueue(id);
        return ValueTask.FromResult(string.Equals(id, credential.Id, StringComparison.OrdinalIgnoreCase) ? credential : null);
    }
}
