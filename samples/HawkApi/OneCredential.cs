using Hawk;

namespace HawkApi;

/// <summary>Where credentials are found: a database, in real life.</summary>
sealed class OneCredential(HawkCredential credential) : IHawkCredentialStore
{
    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken) => new(id == credential.Id ? credential : null);
}
