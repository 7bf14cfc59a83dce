using KintoHawk.Core.Objects;
using KintoHawk.Server.Resources;

namespace KintoHawk.Server.Api;

delegate ValueTask<ApiResponse> ApiHandler(ApiRequest request);

/// <summary>What kind of thing a route serves; decides content negotiation, exposed headers and cache rules.</summary>
enum RouteKind : byte
{
    /// <summary>Hello, heartbeats and other views that are not objects.</summary>
    Utility,
    /// <summary>A set of objects.</summary>
    Plural,
    /// <summary>One object.</summary>
    Object,
}

/// <summary>A path pattern and the handlers of its methods.</summary>
sealed class ApiRoute
{
    /// <summary>The service name, for example <c>record-plural</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The pattern after the version prefix, for example <c>/buckets/{id}</c>.</summary>
    public required string Pattern { get; init; }

    public RouteKind Kind { get; init; }

    /// <summary>The resource of plural and object routes; null for utilities.</summary>
    public Resource? Resource { get; init; }

    /// <summary>The rules of that resource; null for utilities.</summary>
    public ResourceRules? Rules { get; init; }

    /// <summary>Handlers by method, in the order in which <c>Allow</c> names them. HEAD is there wherever GET is.</summary>
    public required IReadOnlyList<KeyValuePair<string, ApiHandler>> Handlers { get; init; }

    /// <summary>True when bodies must be JSON (415, 406): resources and batch.</summary>
    public bool NegotiatesJson { get; init; }

    /// <summary>True when the dispatcher leaves the credentials alone: the answer does not depend on who asks, or the handler asks in its own way.</summary>
    public bool IgnoresCaller { get; init; }

    /// <summary>For paths that stand for others: what they stand for. Such a route has no handlers of its own. Null for all other routes.</summary>
    public IRouteAlias? Alias { get; init; }

    /// <summary>Headers exposed to browsers besides those every route exposes.</summary>
    public string? AlsoExposed { get; init; }

    public string[] PatternSegments { get; private set; } = [];

    public string Allow => string.Join(", ", Handlers.Select(static h => h.Key).Append("OPTIONS"));

    public ApiRoute Parsed()
    {
        PatternSegments = Pattern[1..].Split('/');
        return this;
    }

    public ApiHandler? HandlerOf(string method)
    {
        foreach (var (name, handler) in Handlers)
            if (name == method)
                return handler;
        return null;
    }

    /// <summary>
    /// The values of the variable segments when the path matches, else null. A variable matches any non-empty segment; one that begins with an asterisk,
    /// the last, matches all that is left, at least one segment.
    /// </summary>
    public IReadOnlyList<string>? Match(IReadOnlyList<string> segments)
    {
        var takesRest = PatternSegments[^1].StartsWith("{*", StringComparison.Ordinal);
        if (takesRest ? segments.Count < PatternSegments.Length : segments.Count != PatternSegments.Length)
            return null;
        List<string>? values = null;
        for (var i = 0; i < PatternSegments.Length; i++)
        {
            var pattern = PatternSegments[i];
            if (takesRest && i == PatternSegments.Length - 1)
            {
                (values ??= []).Add(string.Join('/', segments.Skip(i)));
            }
            else if (pattern is ['{', ..])
            {
                if (segments[i].Length == 0 || segments[i].Contains('/'))
                    return null;
                (values ??= []).Add(segments[i]);
            }
            else if (pattern != segments[i])
            {
                return null;
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }
}
