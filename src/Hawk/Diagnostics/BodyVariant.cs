namespace Hawk.Diagnostics;

/// <summary>One body a client may have hashed.</summary>
/// <param name="Signed">Its description.</param>
/// <param name="Advice">What to change.</param>
/// <param name="Make">Makes it of the body that arrived; null when there is nothing to make.</param>
sealed record BodyVariant(string Signed, string Advice, Func<byte[], byte[]?> Make);
