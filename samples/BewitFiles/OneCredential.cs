using Hawk;

namespace BewitFiles;

/// <summary>Where credentials are found: here the one that makes links.</summary>
sealed class OneCredential(HawkCredential credential) : IHawkCredentialStore
{
    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken) => new(id == credential.Id ? credential : null);
}
