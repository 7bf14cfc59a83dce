using System.Collections.Frozen;

namespace Hawk;

/// <summary>
/// A fixed set of credentials, for services whose clients are known when they start. Ids are compared exactly. It does not dispose the
/// credentials.
/// </summary>
public sealed class HawkCredentialSet : IHawkCredentialStore
{
    readonly FrozenDictionary<string, HawkCredential> _credentials;

    /// <summary>A set of these credentials.</summary>
    /// <param name="credentials">The credentials, each with an id of its own.</param>
    /// <exception cref="ArgumentException">Two have the same id, or one is null.</exception>
    public HawkCredentialSet(params IEnumerable<HawkCredential> credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        var byId = new Dictionary<string, HawkCredential>(StringComparer.Ordinal);
        foreach (var credential in credentials)
        {
            if (credential is null)
                throw new ArgumentException("A credential is null.", nameof(credentials));
            if (!byId.TryAdd(credential.Id, credential))
                throw new ArgumentException($"Two credentials have the id '{credential.Id}'.", nameof(credentials));
        }

        _credentials = byId.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <inheritdoc />
    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken) => new(_credentials.GetValueOrDefault(id));
}
