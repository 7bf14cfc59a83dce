using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Hawk.AspNetCore;

/// <summary>What a response to a bewit must say, because everyone who sees the link can use it (section 11.2): that it is for one reader, and that the link is not passed on.</summary>
static class BewitResponse
{
    public static void Protect(HttpResponse response) => response.OnStarting(static state =>
    {
        var headers = ((HttpResponse)state).Headers;
        headers.CacheControl = Private(headers.CacheControl.ToString());
        headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }, response);

    /// <summary>The application's directives, except those that would let shared caches keep the response.</summary>
    static string Private(string field)
    {
        if (!CacheControlHeaderValue.TryParse(field, out var directives))
            return "private";
        if (directives.NoStore)
            return field;

        directives.Public = false;
        directives.SharedMaxAge = null;
        directives.Private = true;
        directives.PrivateHeaders.Clear(); // named fields only would be private
        return directives.ToString();
    }
}
