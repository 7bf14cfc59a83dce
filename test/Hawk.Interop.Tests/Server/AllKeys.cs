namespace Hawk.Interop.Tests.Server;

/// <summary>Every key of <see cref="Key.All"/>, and the one that the rotated one has replaced.</summary>
sealed class AllKeys : IHawkCredentialStore
{
    readonly Dictionary<string, HawkCredential> _credentials = Key.All.ToDictionary(static key => key.Id, Credential, StringComparer.Ordinal);

    public ValueTask<HawkCredential?> FindAsync(string id, CancellationToken cancellationToken) => ValueTask.FromResult(_credentials.GetValueOrDefault(id));

    static HawkCredential Credential(Key key) => key != Key.Rotated
        ? key.Credential
        : new HawkCredential(key.Id, key.Secret) { EarlierKeys = [new HawkEarlierKey(Key.Earlier.Credential, DateTimeOffset.MaxValue)] };
}
