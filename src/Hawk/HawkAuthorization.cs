using Hawk.Wire;

namespace Hawk;

/// <summary>A signed request: the header to send, and what was signed, which verifying the response needs.</summary>
public sealed class HawkAuthorization
{
    internal HawkAuthorization(HawkCredential credential, in HawkTarget target, long timestamp, string nonce, string? hash, HawkSignOptions options)
    {
        Id = credential.Id;
        Timestamp = timestamp;
        TimestampText = Seconds.Text(timestamp);
        Nonce = nonce;
        Hash = hash;
        Ext = string.IsNullOrEmpty(options.Ext) ? null : options.Ext;
        App = string.IsNullOrEmpty(options.App) ? null : options.App;
        Dlg = App is null || string.IsNullOrEmpty(options.Dlg) ? null : options.Dlg;
        Method = target.Method is "GET" ? "GET" : target.Method.ToString();
        Resource = target.Resource.ToString();
        Host = target.Host.ToString();
        Port = target.Port;
        var text = new NormalizedString(NormalizedString.Header, this, Hash, Ext);
        Span<char> mac = stackalloc char[Mac.MaxTextLength];
        Value = HeaderText.Authorization(this, mac[..Mac.Write(credential, in text, mac)]);
        if (Value.Length > HeaderGrammar.MaxLength)
            throw new ArgumentException("The header would be longer than the 4096 characters a server accepts.", nameof(options));
    }

    /// <summary>The value of the <c>Authorization</c> field. It authorizes one request: keep it out of logs.</summary>
    public string Value { get; }

    /// <summary>The id of the credential.</summary>
    public string Id { get; }

    /// <summary>The signed time in seconds since 1970-01-01 UTC.</summary>
    public long Timestamp { get; }

    /// <summary>The nonce.</summary>
    public string Nonce { get; }

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
    public string Resource { get; }

    /// <summary>The host as signed.</summary>
    public string Host { get; }

    /// <summary>The port as signed.</summary>
    public int Port { get; }

    /// <summary>The text under the MAC (section 4.1), to compare with the other side's when a MAC does not match. It holds no secret.</summary>
    public string NormalizedText => new NormalizedString(NormalizedString.Header, this, Hash, Ext).ToString();

    internal string TimestampText { get; }

    /// <summary>The id, and nothing that could be replayed.</summary>
    /// <returns>A short text for logs.</returns>
    public override string ToString() => $"Hawk id=\"{Id}\"";
}
