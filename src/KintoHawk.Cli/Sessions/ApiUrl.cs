using System.Diagnostics.CodeAnalysis;

namespace KintoHawk.Cli.Sessions;

/// <summary>The URL of an API, and of what is below it.</summary>
sealed class ApiUrl
{
    const string DefaultVersion = "v1";

    readonly string _folder;
    readonly string _version;

    ApiUrl(Uri origin, string folder, string version)
    {
        Origin = origin;
        _folder = folder;
        _version = version;
    }

    /// <summary>Scheme, host and port.</summary>
    public Uri Origin { get; }

    /// <summary>True when nobody on the way can read along: encrypted, or not leaving this machine.</summary>
    public bool IsPrivate => Origin.Scheme == Uri.UriSchemeHttps || Origin.IsLoopback;

    /// <summary>Takes the URL of a server, with or without version at its end.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ApiUrl? url)
    {
        url = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || !IsWeb(uri) || uri is not { UserInfo: "", Query: "", Fragment: "" } || uri.Host.Length == 0)
            return false;
        var path = uri.AbsolutePath.TrimEnd('/');
        var last = path[(path.LastIndexOf('/') + 1)..];
        url = IsVersion(last)
            ? new ApiUrl(new Uri(uri.GetLeftPart(UriPartial.Authority)), path[..^(last.Length + 1)], last)
            : new ApiUrl(new Uri(uri.GetLeftPart(UriPartial.Authority)), path, DefaultVersion);
        return true;
    }

    /// <summary>The URL of a path below the API. A path gets the version unless it begins with one; a whole URL stays as it is.</summary>
    /// <param name="target">A path or a URL.</param>
    /// <param name="uri">What to send the request to.</param>
    /// <param name="refusal">Why the target is refused, as a sentence.</param>
    public bool TryResolve(string target, [NotNullWhen(true)] out Uri? uri, [NotNullWhen(false)] out string? refusal)
    {
        refusal = null;
        // A path may hold "://" too, in its query; a URL has nothing of a path before it.
        var scheme = target.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0 && target.IndexOfAny(['/', '?']) == scheme + 1)
        {
            if (!Uri.TryCreate(target, UriKind.Absolute, out uri) || !IsWeb(uri))
                refusal = $"'{target}' is not a URL that requests can be sent to; accepted: a path, or an http or https URL of {Origin.GetLeftPart(UriPartial.Authority)}.";
            else if (Uri.Compare(uri, Origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0 || uri.UserInfo.Length > 0)
                refusal = $"'{target}' is not on the server of the session, {Origin.GetLeftPart(UriPartial.Authority)}: the session is never shown to another one.";
            return refusal is null && uri is not null;
        }

        var path = target.StartsWith('/') ? target : "/" + target;
        var first = path.AsSpan(1);
        var hasVersion = IsVersion(first[..(first.IndexOfAny("/?") is >= 0 and var end ? end : first.Length)]);
        // Joined as text: resolving "//host" against an origin would leave it.
        uri = new Uri($"{Origin.GetLeftPart(UriPartial.Authority)}{_folder}{(hasVersion ? "" : "/" + _version)}{path}");
        return true;
    }

    /// <summary>The URL of the API, with its version, without slash at the end.</summary>
    public override string ToString() => $"{Origin.GetLeftPart(UriPartial.Authority)}{_folder}/{_version}";

    static bool IsWeb(Uri uri) => uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps;

    static bool IsVersion(ReadOnlySpan<char> segment) => segment.Length > 1 && segment[0] == 'v' && !segment[1..].ContainsAnyExceptInRange('0', '9');
}
