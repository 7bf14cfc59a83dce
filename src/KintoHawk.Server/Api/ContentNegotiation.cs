using KintoHawk.Server.Errors;

namespace KintoHawk.Server.Api;

/// <summary>The three kinds of PATCH (kinto-api §12).</summary>
enum PatchKind : byte
{
    /// <summary><c>application/json</c>: top-level members are replaced.</summary>
    Plain,
    /// <summary><c>application/merge-patch+json</c>: merged at every depth, null removes.</summary>
    Merge,
    /// <summary><c>application/json-patch+json</c>: a list of operations.</summary>
    Operations,
}

/// <summary>Which media types a route takes and gives (kinto-api §4).</summary>
static class ContentNegotiation
{
    const string MergePatch = "application/merge-patch+json";
    const string JsonPatch = "application/json-patch+json";
    const string ForWrites = "'application/json'";
    const string ForPatches = $"'application/json', '{MergePatch}', '{JsonPatch}'";

    /// <summary>How the body of a PATCH is meant.</summary>
    public static PatchKind PatchKindOf(ApiRequest request) =>
        request.Method != "PATCH" || request.Header(HeaderNames.ContentType) is not { } contentType ? PatchKind.Plain : MediaTypeOf(contentType) switch
        {
            MergePatch => PatchKind.Merge,
            JsonPatch => PatchKind.Operations,
            _ => PatchKind.Plain,
        };

    /// <summary>True for a media type that only PATCH takes.</summary>
    public static bool IsPatchType(string contentType) => MediaTypeOf(contentType) is MergePatch or JsonPatch;

    public static ApiError? Refuse(ApiRequest request, ApiRoute route)
    {
        if (!route.NegotiatesJson)
            return null;
        if (request.Method is "POST" or "PUT" or "PATCH" && request.Header(HeaderNames.ContentType) is { Length: > 0 } contentType
            && MediaTypeOf(contentType) != "application/json" && !(request.Method == "PATCH" && IsPatchType(contentType)))
            return ApiError.UnsupportedMediaType(request.Method == "PATCH" ? ForPatches : ForWrites);
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
