using Microsoft.IdentityModel.Tokens;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// The signing keys of a provider. They are read when the first token comes, read again when a token names a key that is not among them (providers change
/// their keys without notice), and from time to time, so that a key that was taken back is forgotten.
/// </summary>
sealed class SigningKeys(ProviderClient client, TimeProvider time)
{
    /// <summary>Invented key ids must not make us ask the provider each time: this often at once, and then once per <see cref="RefillInterval"/>.</summary>
    public const int MostReads = 5;

    public static readonly TimeSpan RefillInterval = TimeSpan.FromMinutes(1);

    readonly Lock _sync = new();
    IReadOnlyList<JsonWebKey>? _keys;
    /// <summary>The last read; several who miss a key wait for the same one.</summary>
    Task<string?>? _reading;
    int _reads = MostReads;
    long _refilled = time.GetTimestamp();

    /// <summary>The keys that a token may be signed with.</summary>
    /// <param name="address">Where the keys are.</param>
    /// <param name="keyId">The key that the token names; null when it names none, and every key may be it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The keys, none when the provider does not know the name; or why they cannot be had.</returns>
    public async ValueTask<(IReadOnlyList<JsonWebKey> Keys, string? Failure)> FindAsync(Uri address, string? keyId, CancellationToken cancellationToken)
    {
        if (Known(keyId) is { Count: > 0 } known)
            return (known, null);
        Task<string?> reading;
        lock (_sync)
        {
            // It may have come while we were on our way here.
            if (Known(keyId) is { Count: > 0 } justRead)
                return (justRead, null);
            if (_reading is not { IsCompleted: false })
            {
                if (!MayRead())
                    return ([], _keys is null ? "its keys could not be read several times; the next attempt follows within a minute" : null);
                _reading = ReadAsync(address);
            }

            reading = _reading;
        }

        var failure = await reading.WaitAsync(cancellationToken);
        return (Known(keyId), failure);
    }

    /// <summary>Reads the keys again if they were ever needed. When that fails the old ones stay.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async ValueTask<string?> RefreshAsync(Uri address, CancellationToken cancellationToken)
    {
        Task<string?> reading;
        lock (_sync)
        {
            if (_keys is null)
                return null;
            if (_reading is not { IsCompleted: false })
                _reading = ReadAsync(address);
            reading = _reading;
        }

        return await reading.WaitAsync(cancellationToken);
    }

    async Task<string?> ReadAsync(Uri address)
    {
        var answer = await client.GetAsync(address, token: null, CancellationToken.None);
        if (!answer.Succeeded)
            return answer.Reason;
        try
        {
            var set = new JsonWebKeySet(System.Text.Encoding.UTF8.GetString(answer.Body.Span));
            Volatile.Write(ref _keys, [.. set.Keys.Where(IsForSignatures)]);
            return null;
        }
        catch (ArgumentException)
        {
            return "its key set cannot be read";
        }
    }

    /// <summary>Public keys for signatures only: a symmetric key in a public document is a secret that everybody knows.</summary>
    static bool IsForSignatures(JsonWebKey key) => key.Kty is "RSA" or "EC" && key.Use is null or "" or "sig";

    IReadOnlyList<JsonWebKey> Known(string? keyId) =>
        Volatile.Read(ref _keys) is not { } keys ? [] : keyId is null ? keys : [.. keys.Where(key => key.Kid == keyId)];

    bool MayRead()
    {
        var due = (int)Math.Min(time.GetElapsedTime(_refilled) / RefillInterval, MostReads);
        if (due > 0)
        {
            _reads = Math.Min(MostReads, _reads + due);
            _refilled = time.GetTimestamp();
        }

        return _reads > 0 && _reads-- > 0;
    }
}
