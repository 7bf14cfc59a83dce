namespace Hawk.Replay;

/// <summary>What the store keeps of one request (section 9: id, timestamp and nonce together), and how long.</summary>
/// <param name="Digest">The digest of all three; never 0.</param>
/// <param name="Credential">The digest of the id, shortened.</param>
/// <param name="Timestamp">The timestamp, which finds the page.</param>
/// <param name="Expires">When it may be forgotten.</param>
readonly record struct NonceEntry(UInt128 Digest, ulong Credential, long Timestamp, Moment Expires);
