using Microsoft.AspNetCore.Http.Features;

namespace Hawk.AspNetCore;

/// <summary>
/// Where the nonce of this very request was recorded: a second Hawk scheme that shares the store would otherwise take the request for its own copy.
/// </summary>
sealed class RecordedNonces
{
    readonly List<(IHawkNonceStore Store, string CredentialId, string Header)> _recorded = [];

    public static RecordedNonces Of(IFeatureCollection features)
    {
        if (features.Get<RecordedNonces>() is not { } recorded)
            features.Set(recorded = new RecordedNonces());
        return recorded;
    }

    public bool Contains(IHawkNonceStore store, string credentialId, string header) => _recorded.Exists(one =>
        ReferenceEquals(one.Store, store)
        && string.Equals(one.CredentialId, credentialId, StringComparison.Ordinal)
        && string.Equals(one.Header, header, StringComparison.Ordinal));

    public void Add(IHawkNonceStore store, string credentialId, string header) => _recorded.Add((store, credentialId, header));
}
