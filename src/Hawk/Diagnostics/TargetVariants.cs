using System.Text;

namespace Hawk.Diagnostics;

/// <summary>Targets a client may have signed instead of the one on the request line (section 6).</summary>
static class TargetVariants
{
    const int MaxVariants = 48;
    const int MaxDroppedParameters = 8;

    const string SpellingAdvice =
        "The client signed another spelling of the URL than it sent. Sign path and query exactly as they go onto the request line.";

    const string QueryAdvice = "The client signed the path alone or another query. Path and query are signed exactly as sent.";

    const string ProxyAdvice =
        "Something on the way rewrites the path. Let the proxy pass the path on unchanged, or sign the path that arrives.";

    static readonly string[] CommonPrefixes = ["/api", "/v1"];

    internal static IReadOnlyList<Variant> Of(SignedLines server, HawkReceivedRequest request)
    {
        var list = new VariantList(server, MaxVariants);
        var target = server.Resource;
        var (path, query) = Split(target);

        Add(path, QueryAdvice);
        Add(Uri.UnescapeDataString(target), SpellingAdvice);
        Add(query.Length is 0 ? target + "?" : target.TrimEnd('?'), "One side adds or drops the question mark at the end of the target; it is signed as sent.");
        Add((path.EndsWith('/') ? path[..^1] : path + "/") + query, "One side adds or drops the slash at the end of the path, as after a redirect: sign the URL the request really goes to.");
        foreach (var origin in Origins(request))
            Add(origin + target, "The client signed the whole URL; only path and query are signed.");

        Add(EncodedAgain(path, query), SpellingAdvice);
        Add(Uri.UnescapeDataString(path) + query, SpellingAdvice);
        Add(Canonical(target), "The client signed the URL before or after its library cleaned it up (dot segments, percent-encoding). Sign what is sent.");
        Add(WithTriplets(target, upper: true), SpellingAdvice);
        Add(WithTriplets(target, upper: false), SpellingAdvice);
        Add(target.Replace("+", "%20", StringComparison.Ordinal), SpellingAdvice);
        Add(target.Replace("%20", "+", StringComparison.Ordinal), SpellingAdvice);
        Add(target.Replace("%", "%25", StringComparison.Ordinal), "The client encoded the URL twice before it signed.");
        Add(target.ToLowerInvariant(), "The client changed the case of the URL before it signed.");
        Add(path.Replace("//", "/", StringComparison.Ordinal) + query, "One side makes one slash of two.");
        Add(WithoutPathParameters(path) + query, "The client's library drops the parameters after the semicolon in the path.");
        Add(target.TrimStart('/'), "The path is signed with its first slash.");
        Add(Sorted(path, query), "The client sorts the query before it signs; it is signed in the order in which it is sent.");
        Add(target.TrimEnd('&'), SpellingAdvice);
        DropParameters();
        DropSegments();
        foreach (var prefix in CommonPrefixes)
            Add(prefix + target, ProxyAdvice);
        return list.Variants;

        void Add(string signed, string advice) => list.Add(HawkSubject.Target, signed, target, advice, lines => lines with { Resource = signed });

        void DropParameters()
        {
            var rest = target;
            for (var dropped = 0; dropped < MaxDroppedParameters && rest.LastIndexOf('&') is > 0 and var last; dropped++)
            {
                rest = rest[..last];
                Add(rest, "The parameters at the end were added after signing, by the client's library (a cache buster) or on the way.");
            }
        }

        void DropSegments()
        {
            var rest = target;
            for (var dropped = 0; dropped < 2 && rest.Length > 1 && rest.IndexOf('/', 1) is > 0 and var next && next < path.Length; dropped++)
            {
                rest = rest[next..];
                Add(rest, ProxyAdvice);
            }
        }
    }

    static (string Path, string Query) Split(string target)
    {
        var mark = target.IndexOf('?');
        return mark < 0 ? (target, string.Empty) : (target[..mark], target[mark..]);
    }

    static IEnumerable<string> Origins(HawkReceivedRequest request)
    {
        foreach (var host in request.OtherHosts.Take(2).Append(request.HostField ?? string.Empty))
        {
            yield return $"https://{host}";
            yield return $"http://{host}";
            yield return host;
        }
    }

    // What a framework gives that decodes the path and encodes it again: every character that may stand in a path unencoded does.
    static string EncodedAgain(string path, string query)
    {
        var encoded = new StringBuilder(path.Length + query.Length);
        foreach (var segment in path.Split('/'))
            encoded.Append(Uri.EscapeDataString(Uri.UnescapeDataString(segment))).Append('/');
        encoded.Length--;
        return encoded.Append(query).ToString();
    }

    static string Canonical(string target) =>
        target.Length > 0 && target[0] is '/' && Uri.TryCreate("http://host" + target, UriKind.Absolute, out var uri) ? uri.PathAndQuery : target;

    static string WithTriplets(string target, bool upper)
    {
        var changed = target.ToCharArray();
        for (var index = 0; index + 2 < changed.Length; index++)
        {
            if (changed[index] is not '%')
                continue;
            for (var digit = index + 1; digit <= index + 2; digit++)
                changed[digit] = upper ? char.ToUpperInvariant(changed[digit]) : char.ToLowerInvariant(changed[digit]);
        }

        return new string(changed);
    }

    static string WithoutPathParameters(string path)
    {
        var semicolon = path.IndexOf(';', path.LastIndexOf('/') + 1);
        return semicolon < 0 ? path : path[..semicolon];
    }

    static string Sorted(string path, string query) =>
        query.Length < 2 ? path + query : $"{path}?{string.Join('&', query[1..].Split('&').Order(StringComparer.Ordinal))}";
}
