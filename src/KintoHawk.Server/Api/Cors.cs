using System.IO.Enumeration;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Api;

/// <summary>Cross-origin requests of browsers (kinto-api §17).</summary>
sealed class Cors(KintoHawkOptions options)
{
    const string Everywhere = "Alert, Backoff, Content-Length, Content-Type, Retry-After";

    const string ForUnknownRoutes = "Alert,Backoff,Content-Length,Content-Type,Retry-After";

    readonly bool _anyOrigin = options.CorsOrigins.Contains("*", StringComparer.Ordinal);

    /// <summary>The answer to a preflight of a known route.</summary>
    public ApiResponse Preflight(ApiRequest request, ApiRoute route, bool readOnly)
    {
        var errors = new List<ValidationError>();
        if (request.Header(HeaderNames.Origin) is not { } origin)
            errors.Add(new ValidationError("header", HeaderNames.Origin, "this header is mandatory"));
        else if (!Accepts(origin))
            errors.Add(Refused(origin));
        if (request.Header(HeaderNames.RequestMethod) is not { } method)
            errors.Add(new ValidationError("header", HeaderNames.RequestMethod, "this header is mandatory"));
        else if (route.HandlerOf(method) is null || (readOnly && method is not ("GET" or "HEAD")))
            errors.Add(new ValidationError("header", HeaderNames.RequestMethod, "Method not allowed"));
        if (errors.Count > 0)
            return ApiError.Invalid(errors);

        var requested = (request.Header(HeaderNames.RequestHeaders)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [])
            .Where(static name => name.All(static c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c)));
        var exposed = Exposed(route, request.Header(HeaderNames.RequestMethod)!).Split(", ");
        var response = new ApiResponse(StatusCodes.Status200OK, static output => new WireWriter(output).Raw("null"u8))
            .With(HeaderNames.AllowOrigin, AllowedOrigin(request.Header(HeaderNames.Origin)!))
            .With(HeaderNames.AllowMethods, string.Join(',', route.Handlers.Select(static h => h.Key).Append("OPTIONS")))
            .With(HeaderNames.AllowHeaders, string.Join(',', requested.Union(exposed, StringComparer.OrdinalIgnoreCase)));
        if (!_anyOrigin)
            response.With(HeaderNames.Vary, HeaderNames.Origin);
        if (options.CorsMaxAge is { } maxAge)
            response.With(HeaderNames.MaxAge, ((long)maxAge.TotalSeconds).ToString());
        return response;
    }

    /// <summary>400 for an actual request from an origin that is not on a restricted list.</summary>
    public ApiError? Refuse(ApiRequest request) =>
        request.Header(HeaderNames.Origin) is { } origin && !Accepts(origin) ? ApiError.Invalid(Refused(origin)) : null;

    /// <summary>The headers of an actual response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="headers">The headers of the request.</param>
    /// <param name="route">The route; null when none was found or looked for.</param>
    public void AddHeaders(ApiResponse response, string method, IHeaderDictionary headers, ApiRoute? route)
    {
        var origin = headers[HeaderNames.Origin].ToString();
        if (origin.Length > 0 && Accepts(origin) && response.Header(HeaderNames.AllowOrigin) is null)
            response.With(HeaderNames.AllowOrigin, AllowedOrigin(origin));
        if (!_anyOrigin && response.Header(HeaderNames.Vary) is null)
            response.With(HeaderNames.Vary, HeaderNames.Origin);
        if (method == "OPTIONS" || response.Status == StatusCodes.Status405MethodNotAllowed)
            return;
        var exposed = route is null ? ForUnknownRoutes : Exposed(route, method);
        // A browser that signs needs both to verify the answer and to correct its clock (hawk §2).
        var signs = headers[HeaderNames.Authorization].ToString().StartsWith("Hawk", StringComparison.OrdinalIgnoreCase);
        response.With(HeaderNames.ExposeHeaders, signs ? exposed + ", Server-Authorization, WWW-Authenticate" : exposed);
    }

    static string Exposed(ApiRoute route, string method)
    {
        var read = method is "GET" or "HEAD";
        return (route.Kind, read) switch
        {
            (RouteKind.Object, true) => Everywhere + ", Cache-Control, ETag, Expires, Last-Modified, Pragma",
            (RouteKind.Plural, true) when method == "GET" => Everywhere + ", Cache-Control, ETag, Expires, Last-Modified, Pragma, Next-Page",
            (RouteKind.Plural, true) => Everywhere + ", Cache-Control, ETag, Expires, Last-Modified, Pragma, Next-Page, Total-Objects, Total-Records",
            _ => route.AlsoExposed is null ? Everywhere : $"{Everywhere}, {route.AlsoExposed}",
        };
    }

    static ValidationError Refused(string origin) => new("header", HeaderNames.Origin, $"{origin} not allowed");

    string AllowedOrigin(string origin) => _anyOrigin ? "*" : origin;

    bool Accepts(string origin)
    {
        if (_anyOrigin)
            return true;
        // It is echoed: nothing but visible ASCII may come back in a header.
        if (origin.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return false;
        foreach (var pattern in options.CorsOrigins)
            if (FileSystemName.MatchesSimpleExpression(pattern, origin, ignoreCase: false))
                return true;
        return false;
    }
}
