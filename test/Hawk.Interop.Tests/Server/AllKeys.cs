namespace Hawk.Interop.Tests.Server;

/// <summary>Every key of <see cref="Key.All"/>, and the one that the rotated one has replaced.</summary>
static class AllKeys
{
    internal static HawkCredentialSet Set { get; } = new(Key.All.Select(Credential));

    static HawkCredential Credential(Key key) => key != Key.Rotated
        ? key.Credential
        : new HawkCredential(key.Id, key.Secret) { EarlierKeys = [new HawkEarlierKey(Key.Earlier.Credential, DateTimeOffset.MaxValue)] };
}
