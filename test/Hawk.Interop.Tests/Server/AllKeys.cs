namespace Hawk.Interop.Tests.Server;

/// <summary>Every key of <see cref="Key.All"/>.</summary>
sealed class AllKeys : IHawkCredentialStore
{
    readonly Dictionary<string, HawkCredential> _credentials = Key.All.ToDictionary(static key => key.Id, static key => key.Credential, StringComparer.Ordinal);

    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(_credentials.GetValueOrDefault(id));
}
