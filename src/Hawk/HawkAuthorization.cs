using Hawk.Wire;

namespace Hawk;

/// <summary>A signed request: the header to send, and what was signed, which verifying the response needs.</summary>
public sealed class HawkAuthorization
{
    // Resource and host in one text: they are rarely asked for, and nearly always signed.
    readonly string _resourceAndHost;
    readonly int _resourceLength;
    readonly AttributeSlot _nonce;

    internal HawkAuthorization(HawkCredential credential, in HawkTarget target, long timestamp, string? hash, HawkSignOptions options)
    {
        Id = credential.Id;
        Timestamp = timestamp;
        TimestampText = Seconds.Text(timestamp);
        Hash = hash;
        Ext = string.IsNullOrEmpty(options.Ext) ? null : options.Ext;
        App = string.IsNullOrEmpty(options.App) ? null : options.App;
        Dlg = App is null || string.IsNullOrEmpty(options.Dlg) ? null : options.Dlg;
        Method = target.Method is "GET" ? "GET" : target.Method.ToString();
        _resourceAndHost = string.Concat(target.Resource, target.Host);
        _resourceLength = target.Resource.Length;
        Port = target.Port;
        var nonceLength = options.Nonce?.Length ?? Nonces.TextLength;
        var length = HeaderText.AuthorizationLength(this, credential, nonceLength);
        if (length > HeaderGrammar.MaxLength)
            throw new ArgumentException("The header would be longer than the 4096 characters a server accepts.", nameof(options));
        _nonce = new AttributeSlot(HeaderText.NonceStart(this), nonceLength);
        Value = HeaderText.Authorization(this, credential, length, options.Nonce);
    }

    /// <summary>The value of the <c>Authorization</c> field. It authorizes one request: keep it out of logs.</summary>
    public string Value { get; }

    /// <summary>The id of the credential.</summary>
    public string Id { get; }

    /// <summary>The signed time in seconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; }

    /// <summary>The nonce.</summary>
    public string Nonce => field ??= NonceSpan.ToString();

    /// <summary>The payload hash in base64, or null when no body was signed.</summary>
    public string? Hash { get; }

    /// <summary>The application's text, or null.</summary>
    public string? Ext { get; }

    /// <summary>The application, or null.</summary>
    public string? App { get; }

    /// <summary>The delegating application, or null.</summary>
    public string? Dlg { get; }

    /// <summary>The request method as given.</summary>
    public string Method { get; }

    /// <summary>Path and query as signed.</summary>
    public string Resource => field ??= ResourceSpan.ToString();

    /// <summary>The host as signed.</summary>
    public string Host => field ??= HostSpan.ToString();

    /// <summary>The port as signed.</summary>
    public int Port { get; }

    /// <summary>The text under the MAC (section 4.1), to compare with the other side's when a MAC does not match. It holds no secret.</summary>
    public string NormalizedText => SignedText.ToString(new AuthorizationText(SignedText.Header, this, NonceSpan, Hash, Ext));

    internal string TimestampText { get; }

    internal ReadOnlySpan<char> NonceSpan => Value.AsSpan(_nonce.Start, _nonce.Length);

    internal ReadOnlySpan<char> ResourceSpan => _resourceAndHost.AsSpan(0, _resourceLength);

    internal ReadOnlySpan<char> HostSpan => _resourceAndHost.AsSpan(_resourceLength);

    /// <summary>The id, and nothing that could be replayed.</summary>
    /// <returns>A short text for logs.</returns>
    public override string ToString() => $"Hawk id=\"{Id}\"";
}
