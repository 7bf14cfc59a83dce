namespace Hawk.Tests.Replay;

static class NonceStoreCalls
{
    /// <summary>Adds without a task, because the store in memory answers at once.</summary>
    public static HawkNonceOutcome TryAdd(this InMemoryHawkNonceStore store, string id, string nonce, long timestamp, TimeSpan lifetime)
    {
        var adding = store.TryAddAsync(id, nonce, timestamp, lifetime, CancellationToken.None);
        return adding.IsCompletedSuccessfully ? adding.GetAwaiter().GetResult() : throw new InvalidOperationException("The store did not answer at once.");
    }
}
