using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Api;

/// <summary>Which media types a route takes and gives (kinto-api §4).</summary>
static class ContentNegotiation
{
    const string Json = "'application/json'";

    public static ApiError? Refuse(ApiRequest request, ApiRoute route)
    {
        if (!route.NegotiatesJson)
            return null;
        if (request.Method is "POST" or "PUT" or "PATCH" && request.Header(HeaderNames.ContentType) is { Length: > 0 } contentType
            && MediaTypeOf(contentType) != "application/json")
            return ApiError.UnsupportedMediaType(Json);
        return request.Header(HeaderNames.Accept) is { Length: > 0 } accept && !AcceptsJson(accept) ? ApiError.NotAcceptable : null;
    }

    /// <summary>The media type without parameters, lower case.</summary>
    public static string MediaTypeOf(string contentType)
    {
        var end = contentType.IndexOf(';');
        return (end < 0 ? contentType : contentType[..end]).Trim().ToLowerInvariant();
    }

    static bool AcceptsJson(string accept)
    {
        foreach (var range in accept.Split(','))
        {
            if (MediaTypeOf(range) is not ("*/*" or "application/*" or "application/json" or "*"))
                continue;
            var quality = range.IndexOf("q=", StringComparison.OrdinalIgnoreCase);
            if (quality < 0 || range.AsSpan(quality + 2).Trim() is not ("0" or "0." or "0.0" or "0.00" or "0.000"))
                return true;
        }

        return false;
    }
}
