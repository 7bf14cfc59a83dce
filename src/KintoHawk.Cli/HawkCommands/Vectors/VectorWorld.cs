using System.Globalization;
using System.Text.Json;
using Hawk;

namespace KintoHawk.Cli.HawkCommands.Vectors;

/// <summary>The server of a vector: its clock, its credentials, and the nonces it has seen.</summary>
sealed class VectorWorld : TimeProvider, IHawkCredentialStore, IDisposable
{
    static readonly TimeSpan _life = TimeSpan.FromDays(1);

    readonly JsonElement _credentials;
    readonly DateTimeOffset _now;
    readonly InMemoryHawkNonceStore _nonces;
    readonly List<HawkCredential> _found = [];

    public VectorWorld(JsonElement input)
    {
        _credentials = input.GetProperty("credentials");
        _now = ServerAuthenticate.Now(input);
        _nonces = new InMemoryHawkNonceStore(new HawkNonceStoreOptions(), this);
        if (!input.TryGetProperty("seenNonces", out var seen))
            return;
        foreach (var pair in seen.EnumerateArray())
        {
            var timestamp = long.Parse(pair[1].ToString(), CultureInfo.InvariantCulture);
            foreach (var credential in _credentials.EnumerateObject())
                Finished(_nonces.TryAddAsync(credential.Name, pair[0].GetString()!, timestamp, _life, CancellationToken.None));
        }
    }

    public override DateTimeOffset GetUtcNow() => _now;

    public HawkVerdict Verify(HawkReceivedRequest request, TimeSpan skew) =>
        Finished(new HawkVerifier(this, _nonces, new HawkVerifierOptions { ClockSkew = skew }, this).VerifyAsync(request, CancellationToken.None));

    /// <summary>The last step of verifying a request, alone.</summary>
    public HawkFailure RecordNonce(in HawkHeader header, TimeSpan skew) => Record(header.Id.ToString(), header.Nonce.ToString(), header.TimestampSeconds, skew);

    /// <summary>The last step of verifying a request or a message, alone.</summary>
    public HawkFailure Record(string id, string nonce, long timestamp, TimeSpan skew) =>
        Finished(_nonces.TryAddAsync(id, nonce, timestamp, skew + skew + HawkServer.NonceMargin, CancellationToken.None)) switch
        {
            HawkNonceOutcome.Added => HawkFailure.None,
            HawkNonceOutcome.Replay => HawkFailure.Replay,
            _ => HawkFailure.NonceStoreFull,
        };

    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!_credentials.TryGetProperty(id, out var stored))
            return ValueTask.FromResult<HawkCredential?>(null);
        var credential = Vector.Credential(stored, id);
        _found.Add(credential);
        return ValueTask.FromResult<HawkCredential?>(credential);
    }

    public void Dispose() => _found.ForEach(static credential => credential.Dispose());

    /// <summary>Nothing here waits for anything.</summary>
    static T Finished<T>(ValueTask<T> task) => task.IsCompleted ? task.AsTask().GetAwaiter().GetResult() : throw new InvalidOperationException("A store in memory does not wait.");
}
