using System.Diagnostics.CodeAnalysis;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>A link that is to be signed.</summary>
/// <param name="Target">What it opens.</param>
/// <param name="Text">The URL or path as it was typed.</param>
/// <param name="Now">The beginning of its life.</param>
/// <param name="Lifetime">How long it lives.</param>
/// <param name="Ext">A text for the server's application.</param>
sealed record LinkOrder(RequestTarget Target, string Text, DateTimeOffset Now, TimeSpan Lifetime, string? Ext)
{
    public DateTimeOffset Expires => Now + Lifetime;

    /// <summary>Signs the link; the refusal is a sentence.</summary>
    public bool TrySign(HawkCredential credential, [NotNullWhen(true)] out string? link, [NotNullWhen(true)] out string? bewit, [NotNullWhen(false)] out string? refusal)
    {
        (link, bewit, refusal) = (null, null, null);
        var url = Text is ['/', ..] ? null : new Uri(Text);
        if (DateTimeOffset.MaxValue - Now < Lifetime)
            refusal = "The link would expire after the year 9999.";
        else if (url is { UserInfo.Length: > 0 })
            refusal = "The URL has user information; a link opens without any other authentication.";
        if (refusal is not null)
            return false;
        try
        {
            link = url is not null && Lifetime <= HawkClient.MaxLinkLifetime && IsSignedFor(url)
                ? HawkClient.SignLink(credential, url, Now, Lifetime, Ext).AbsoluteUri
                : Join(url, HawkClient.CreateBewit(credential, Target.ToTarget(), Expires, Ext));
        }
        catch (ArgumentException)
        {
            refusal = "This URL cannot be a link: it is no path, it has a bewit already, or it would be longer than the 4096 characters a server accepts.";
            return false;
        }

        // The bewit is the last parameter, and base64url without padding has no such sign in it.
        bewit = link.Split('#')[0];
        bewit = bewit[(bewit.LastIndexOf('=') + 1)..];
        return true;
    }

    /// <summary>Whether the link is for the host and port of its own URL, and not for those of --host and --port.</summary>
    bool IsSignedFor(Uri url) =>
        HawkTarget.FromUri("GET", url) is var own && own.Port == Target.Port && own.Host.Equals(Target.Host, StringComparison.OrdinalIgnoreCase);

    /// <summary>What <see cref="HawkClient.SignLink"/> does, for what it does not sign: paths, other hosts, and lives that have to be meant.</summary>
    string Join(Uri? url, string bewit)
    {
        var resource = $"{Target.Resource}{(Target.Resource.Contains('?') ? '&' : '?')}bewit={bewit}";
        return url is null ? resource : $"{url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}{resource}{url.Fragment}";
    }
}
