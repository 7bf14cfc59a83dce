namespace Hawk.Diagnostics;

/// <summary>One thing a client may have done differently, and what is said about it when the MAC proves it.</summary>
/// <param name="Finding">Null when nothing is wrong with it: an earlier key that is still accepted.</param>
/// <param name="Apply">Makes the text the client would have signed.</param>
/// <param name="Credential">The key the client would have used; null for the given one.</param>
sealed record Variant(HawkFinding? Finding, Func<SignedLines, SignedLines> Apply, HawkCredential? Credential = null);
