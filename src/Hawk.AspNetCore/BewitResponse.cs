using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Hawk.AspNetCore;

/// <summary>
/// What a response to a bewit must say, because everyone who sees the link can use it (section 11.2): that it is for one reader, and that the link is
/// not passed on. Said before the first byte leaves the application and not only when the response starts, because a cache in this process decides then.
/// </summary>
sealed class BewitResponse(HttpResponse response, IHttpResponseBodyFeature inner) : IHttpResponseBodyFeature
{
    BewitResponseStream? _stream;
    BewitResponseWriter? _writer;

    public Stream Stream => _stream ??= new BewitResponseStream(this, inner.Stream);

    public PipeWriter Writer => _writer ??= new BewitResponseWriter(this, inner.Writer);

    public static void Protect(HttpResponse response)
    {
        var features = response.HttpContext.Features;
        var protection = new BewitResponse(response, features.GetRequiredFeature<IHttpResponseBodyFeature>());
        features.Set<IHttpResponseBodyFeature>(protection);
        response.OnStarting(() =>
        {
            protection.Begin();
            return Task.CompletedTask;
        });
    }

    /// <summary>Sets the fields; once more with every write until the response has started, which costs little and misses nothing.</summary>
    public void Begin()
    {
        if (response.HasStarted)
            return;

        var headers = response.Headers;
        headers.CacheControl = Private(headers.CacheControl.ToString());
        headers["Referrer-Policy"] = "no-referrer";
    }

    public void DisableBuffering() => inner.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        Begin();
        return inner.StartAsync(cancellationToken);
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
    {
        Begin();
        return inner.SendFileAsync(path, offset, count, cancellationToken);
    }

    public Task CompleteAsync()
    {
        Begin();
        return inner.CompleteAsync();
    }

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
