using System.Buffers.Text;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Server.Api;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Resources;

/// <summary>What clients and proxies may keep (kinto-api §18.1).</summary>
sealed class CacheHeaders(KintoHawkOptions options, TimeProvider time)
{
    /// <summary>Headers of a successful GET or HEAD on objects and sets.</summary>
    public void Add(ApiResponse response, ApiRequest request, Resource resource, string parentUri, StoredObject? parent)
    {
        var lifetime = request.Caller.UserId is null ? LifetimeOf(resource, parentUri, parent) : null;
        if (lifetime is { } seconds)
            AddLifetime(response, seconds);
        else
            response.With(HeaderNames.CacheControl, "no-cache, no-store");
    }

    /// <summary>Headers that let anybody keep a response, or nobody when the lifetime is zero.</summary>
    public void AddLifetime(ApiResponse response, TimeSpan lifetime)
    {
        var seconds = (long)lifetime.TotalSeconds;
        response.With(HeaderNames.Expires, ApiResponse.HttpDate(time.GetUtcNow().ToUnixTimeMilliseconds() + (seconds * 1000)));
        if (seconds > 0)
            response.With(HeaderNames.CacheControl, $"max-age={seconds}");
        else
            response.With(HeaderNames.CacheControl, "max-age=0, must-revalidate, no-cache, no-store").With(HeaderNames.Pragma, "no-cache");
    }

    TimeSpan? LifetimeOf(Resource resource, string parentUri, StoredObject? parent)
    {
        if (resource != Resource.Record)
            return options.CacheLifetimeFor(resource.Name);
        var segments = parentUri.Split('/');
        var configured = options.CacheLifetimeFor(resource.Name, segments[2], segments[4]);
        if (parent is null || !JsonSplice.TryGetMember(parent.Data.Span, "cache_expires"u8, out var raw)
            || !Utf8Parser.TryParse(raw, out long seconds, out var consumed) || consumed != raw.Length || seconds < 0)
            return configured;
        var ofCollection = TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue));
        return configured > ofCollection ? configured : ofCollection;
    }
}
