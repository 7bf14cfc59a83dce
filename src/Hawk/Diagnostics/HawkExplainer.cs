namespace Hawk.Diagnostics;

/// <summary>
/// Says why a request is refused: rebuilds the normalised string the way clients, proxies and other implementations are known to, and compares MACs.
/// A cause is named only when its MAC or payload hash matches.
/// </summary>
/// <remarks>
/// Meant for development: beside the ordinary verification one call may try 20,000 MACs and payload hashes, but never more, over no more than
/// 16 MiB of signed text and 64 MiB of body.
/// It needs the key, so it tells nothing to anybody who could not sign anyway; still keep what it says out of responses.
/// </remarks>
public static class HawkExplainer
{
    /// <summary>Explains a request.</summary>
    /// <param name="request">The request as received.</param>
    /// <param name="credential">The credential the header or bewit names; null when there is none, which leaves only the grammar to be explained.</param>
    /// <param name="now">The server's time.</param>
    /// <param name="skew">The accepted distance of timestamps; null for <see cref="HawkServer.DefaultSkew"/>.</param>
    /// <returns>The explanation.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The skew is negative.</exception>
    /// <exception cref="ObjectDisposedException">The credential has been disposed.</exception>
    public static HawkExplanation Explain(HawkReceivedRequest request, HawkCredential? credential, DateTimeOffset now, TimeSpan? skew = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var window = skew ?? HawkServer.DefaultSkew;
        ArgumentOutOfRangeException.ThrowIfLessThan(window, TimeSpan.Zero, nameof(skew));
        ArgumentNullException.ThrowIfNull(request.Method, nameof(request));
        ArgumentNullException.ThrowIfNull(request.RawTarget, nameof(request));
        return BewitReading.IsMeant(request.RawTarget) && (HawkBewit.IsIn(request.RawTarget) || string.IsNullOrEmpty(request.Authorization))
            ? BewitExplanation.Explain(request, credential, now)
            : HeaderExplanation.Explain(request, credential, now, window);
    }
}
