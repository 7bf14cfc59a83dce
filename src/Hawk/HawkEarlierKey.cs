namespace Hawk;

/// <summary>A key that was replaced and still verifies for a while, so that its holders can change over without being refused.</summary>
/// <param name="Credential">The id with the earlier key; the algorithm may differ from the current one.</param>
/// <param name="AcceptedUntil">The first moment at which the key is not accepted any more.</param>
public readonly record struct HawkEarlierKey(HawkCredential Credential, DateTimeOffset AcceptedUntil);
