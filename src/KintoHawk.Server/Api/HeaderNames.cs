namespace KintoHawk.Server.Api;

/// <summary>The header names of the API, spelled once.</summary>
static class HeaderNames
{
    public const string Accept = "Accept";
    public const string Alert = "Alert";
    public const string Allow = "Allow";
    public const string Authorization = "Authorization";
    public const string Backoff = "Backoff";
    public const string CacheControl = "Cache-Control";
    public const string ContentLength = "Content-Length";
    public const string ContentSecurityPolicy = "Content-Security-Policy";
    public const string ContentType = "Content-Type";
    public const string ETag = "ETag";
    public const string Expires = "Expires";
    public const string HawkSessionToken = "Hawk-Session-Token";
    public const string IfMatch = "If-Match";
    public const string IfNoneMatch = "If-None-Match";
    public const string LastModified = "Last-Modified";
    public const string Location = "Location";
    public const string NextPage = "Next-Page";
    public const string Origin = "Origin";
    public const string Pragma = "Pragma";
    public const string ReferrerPolicy = "Referrer-Policy";
    public const string ResponseBehavior = "Response-Behavior";
    public const string RetryAfter = "Retry-After";
    public const string TotalObjects = "Total-Objects";
    public const string TotalRecords = "Total-Records";
    public const string Vary = "Vary";
    public const string UserAgent = "User-Agent";
    public const string WwwAuthenticate = "WWW-Authenticate";
    public const string ContentTypeOptions = "X-Content-Type-Options";
    public const string AllowOrigin = "Access-Control-Allow-Origin";
    public const string AllowMethods = "Access-Control-Allow-Methods";
    public const string AllowHeaders = "Access-Control-Allow-Headers";
    public const string ExposeHeaders = "Access-Control-Expose-Headers";
    public const string MaxAge = "Access-Control-Max-Age";
    public const string RequestMethod = "Access-Control-Request-Method";
    public const string RequestHeaders = "Access-Control-Request-Headers";
}
