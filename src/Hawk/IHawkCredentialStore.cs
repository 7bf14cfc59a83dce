namespace Hawk;

/// <summary>Finds the credential a request names.</summary>
public interface IHawkCredentialStore
{
    /// <summary>Finds a credential.</summary>
    /// <param name="id">The id as it stands in the header; not yet authenticated.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The credential, or null when there is none with this id.</returns>
    ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken);
}
