namespace Hawk.AspNetCore.Tests.Server;

/// <summary>A store that is in one state, whatever it is asked.</summary>
sealed class AnsweringNonceStore(HawkNonceOutcome outcome) : IHawkNonceStore
{
    public ValueTask<HawkNonceOutcome> TryAddAsync(string credentialId, string nonce, long timestamp, TimeSpan lifetime, CancellationToken cancellationToken) =>
        ValueTask.FromResult(outcome);
}
