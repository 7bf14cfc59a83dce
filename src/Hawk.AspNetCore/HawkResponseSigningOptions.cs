namespace Hawk.AspNetCore;

/// <summary>How responses are signed (section 10).</summary>
public sealed class HawkResponseSigningOptions
{
    /// <summary>The largest body, in bytes, that is held in memory to be signed in front of it. 10 MiB by default; 0 holds nothing.</summary>
    public int MaxBytes { get; set; } = HawkDefaults.MaxSignedResponseBytes;

    /// <summary>
    /// Whether a body that is not held, because it is longer than <see cref="MaxBytes"/> or the application has turned response buffering off, is hashed
    /// while it passes and signed by a trailing field, where the response can have one: under HTTP/2 and later, and under HTTP/1.1 unless the application
    /// has set a <c>Content-Length</c> or something outside of the signing changes the body, as compression does. Where it cannot, such a response is sent
    /// unsigned. False by default: intermediaries may drop trailing fields, and a client that insists on signatures would then refuse the response.
    /// </summary>
    public bool SignStreamedWithTrailer { get; set; }
}
