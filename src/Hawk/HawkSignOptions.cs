namespace Hawk;

/// <summary>What a client may add to a signature; nothing here is needed. All texts obey the attribute characters of section 3.2.</summary>
public sealed record HawkSignOptions
{
    /// <summary>A text for the server's application; null or empty for none.</summary>
    public string? Ext { get; init; }

    /// <summary>The application the credential was issued to; null or empty for none.</summary>
    public string? App { get; init; }

    /// <summary>The application that delegated its rights; neither sent nor signed without <see cref="App"/>.</summary>
    public string? Dlg { get; init; }

    /// <summary>The nonce, or null for 16 random bytes, which is right for everything but reproducible examples.</summary>
    public string? Nonce { get; init; }
}
