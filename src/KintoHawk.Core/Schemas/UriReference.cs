namespace KintoHawk.Core.Schemas;

/// <summary>
/// Joins identifiers of schemas (RFC 3986 §5.2) as plain text: nothing is decoded, lower-cased or completed, so that two identifiers are the same
/// exactly when they are written the same.
/// </summary>
static class UriReference
{
    /// <summary>The reference made absolute against a base without fragment; a base may be empty.</summary>
    public static string Resolve(string baseUri, string reference)
    {
        var (scheme, authority, path, query, fragment) = Split(reference);
        if (scheme is not null)
            return reference;
        var (baseScheme, baseAuthority, basePath, baseQuery, _) = Split(baseUri);
        if (authority is not null)
            return Join(baseScheme, authority, RemoveDots(path), query, fragment);
        if (path.Length == 0)
            return Join(baseScheme, baseAuthority, basePath, query ?? baseQuery, fragment);
        if (path[0] != '/')
        {
            path = baseAuthority is not null && basePath.Length == 0
                ? $"/{path}"
                : string.Concat(basePath.AsSpan(0, basePath.LastIndexOf('/') + 1), path);
        }

        return Join(baseScheme, baseAuthority, RemoveDots(path), query, fragment);
    }

    /// <summary>The identifier without its fragment, and the fragment, still encoded; empty when there is none.</summary>
    public static (string Uri, string Fragment) SplitFragment(string uri)
    {
        var hash = uri.IndexOf('#', StringComparison.Ordinal);
        return hash < 0 ? (uri, "") : (uri[..hash], uri[(hash + 1)..]);
    }

    static (string? Scheme, string? Authority, string Path, string? Query, string? Fragment) Split(string uri)
    {
        string? scheme = null, authority = null, query = null, fragment = null;
        if (uri.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0)
            (uri, fragment) = (uri[..hash], uri[(hash + 1)..]);
        if (uri.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0)
            (uri, query) = (uri[..mark], uri[(mark + 1)..]);
        if (uri.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && char.IsAsciiLetter(uri[0]) && !uri.AsSpan(0, colon).Contains('/'))
            (scheme, uri) = (uri[..colon], uri[(colon + 1)..]);
        if (uri.StartsWith("//", StringComparison.Ordinal))
        {
            var end = uri.IndexOf('/', 2);
            (authority, uri) = end < 0 ? (uri[2..], "") : (uri[2..end], uri[end..]);
        }

        return (scheme, authority, uri, query, fragment);
    }

    static string Join(string? scheme, string? authority, string path, string? query, string? fragment) => string.Concat(
        string.Concat(scheme is null ? "" : $"{scheme}:", authority is null ? "" : $"//{authority}", path),
        query is null ? "" : $"?{query}",
        fragment is null ? "" : $"#{fragment}");

    static string RemoveDots(string path)
    {
        if (!path.Contains("./", StringComparison.Ordinal) && !path.EndsWith('.'))
            return path;
        var segments = path.Split('/');
        var kept = new List<string>();
        for (var i = 0; i < segments.Length; i++)
        {
            var isLast = i == segments.Length - 1;
            if (segments[i] is "." or "..")
            {
                if (segments[i] == ".." && kept.Count > (path.StartsWith('/') ? 1 : 0))
                    kept.RemoveAt(kept.Count - 1);
                if (isLast)
                    kept.Add("");
            }
            else
            {
                kept.Add(segments[i]);
            }
        }

        return string.Join('/', kept);
    }
}
