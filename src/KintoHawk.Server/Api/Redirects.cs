using System.Buffers;
using System.Text;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Api;

/// <summary>Redirects to the version prefix and away from trailing slashes (kinto-api §3).</summary>
sealed class Redirects(KintoHawkOptions options, CacheHeaders cacheHeaders)
{
    /// <summary>The answer to a path that does not start with the served version; null when it does.</summary>
    public ApiResponse? OutsideVersion(ApiRequest request, RequestTarget target)
    {
        var prefix = options.VersionPrefix;
        // The test is on the text, as in the reference: /v10/x counts as starting with /v1 and is an unknown route.
        if (target.Path.StartsWith("/" + prefix, StringComparison.Ordinal))
            return null;
        if (HasLineEnd(target))
            return ApiError.UnknownRoute;
        if (!options.VersionPrefixRedirect || (target.Segments is [['v', _, ..] first, ..] && first.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0))
            return ApiError.UnknownVersion;
        if (request.Method == "OPTIONS")
            return new ApiResponse(StatusCodes.Status200OK);
        return To(request, "/" + prefix + target.RawPath, target.Query, options.VersionPrefixRedirectLifetime);
    }

    /// <summary>The redirect for an unmatched path that ends in a slash, or for the bare prefix; null for others.</summary>
    public ApiResponse? ForSlash(ApiRequest request, RequestTarget target)
    {
        if (!options.TrailingSlashRedirect || HasLineEnd(target))
            return null;
        var prefix = "/" + options.VersionPrefix;
        if (target.RawPath == prefix)
            return To(request, prefix + "/", target.Query, options.TrailingSlashRedirectLifetime);
        if (target.RawPath.EndsWith('/') && target.RawPath.TrimEnd('/') is { } stripped && stripped.Length > prefix.Length)
            return To(request, stripped, target.Query, options.TrailingSlashRedirectLifetime);
        return null;
    }

    /// <summary>Percent-encoded they could stand in a header; whoever decodes it first would be in for a surprise.</summary>
    static bool HasLineEnd(RequestTarget target) => target.Path.AsSpan().ContainsAny('\r', '\n');

    /// <summary>What is not ASCII cannot stand in a header; percent-encoded it means the same.</summary>
    static string Ascii(string text)
    {
        if (text.All(char.IsAscii))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            _ = octet < 0x80 ? encoded.Append((char)octet) : encoded.Append('%').Append(octet.ToString("X2"));
        return encoded.ToString();
    }

    /// <summary>The path stays percent-encoded as it came, so nothing in it can end the header line.</summary>
    ApiResponse To(ApiRequest request, string rawPath, string query, TimeSpan? lifetime)
    {
        var response = Explained(request.Header(HeaderNames.Accept) ?? "")
            .With(HeaderNames.Location, request.Origin + Ascii(rawPath) + (query.Length == 0 ? "" : "?" + Ascii(query)));
        if (lifetime is { } seconds)
            cacheHeaders.AddLifetime(response, seconds);
        return response;
    }

    /// <summary>The body says nothing that the status does not; it is HTML or JSON for those who name these types.</summary>
    static ApiResponse Explained(string accept)
    {
        if (accept.Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return new(StatusCodes.Status307TemporaryRedirect, static output => output.Write(
                "<!doctype html><title>307 Temporary Redirect</title><h1>307 Temporary Redirect</h1><p>The resource has been moved; see the Location header.</p>\n"u8))
            {
                ContentType = "text/html; charset=UTF-8",
            };
        }

        if (accept.Contains(ApiResponse.Json, StringComparison.OrdinalIgnoreCase))
        {
            return new(StatusCodes.Status307TemporaryRedirect, static output => new WireWriter(output).StartObject()
                .Name("message").String("The resource has been moved; see the Location header.")
                .Name("code").String("307 Temporary Redirect")
                .Name("title").String("Temporary Redirect").EndObject());
        }

        return new(StatusCodes.Status307TemporaryRedirect, static output => output.Write("307 Temporary Redirect\n\nThe resource has been moved; see the Location header.\n"u8))
        {
            ContentType = "text/plain; charset=UTF-8",
        };
    }
}
