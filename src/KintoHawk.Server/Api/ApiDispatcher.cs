using KintoHawk.Core.Objects;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Api;

/// <summary>
/// From a request to its handler, with the checks that come before any handler, in the order of kinto-api §2.1. Used for requests from sockets
/// and, once more, for every item of a batch.
/// </summary>
sealed class ApiDispatcher(ApiRouteTable routes, KintoHawkOptions options, Redirects redirects, Cors cors, OperationalHeaders operational)
{
    /// <summary>True when a read-only server refuses the method, whatever the path.</summary>
    public bool IsRefusedByReadOnly(string method) => options.ReadOnly && method is not ("GET" or "HEAD" or "OPTIONS");

    /// <summary>True when everybody is refused alike, whoever asks and for what: changes on a read-only server, anything after the end of service.</summary>
    public bool RefusesEverybody(string method) => IsRefusedByReadOnly(method) || operational.HasEnded;

    /// <summary>The route of a target below the version prefix.</summary>
    public ApiRoute? Find(RequestTarget target, out IReadOnlyList<string> values)
    {
        values = [];
        return target.Segments is { Count: > 1 } segments && segments[0] == options.VersionPrefix ? routes.Find([.. segments.Skip(1)], out values) : null;
    }

    /// <summary>The rules of a kind that has routes.</summary>
    public ResourceRules RulesOf(Resource resource) => routes.Routes.First(route => route.Resource == resource && route.Rules is not null).Rules!;

    public async ValueTask<ApiResponse> DispatchAsync(ApiRequest request, RequestTarget target)
    {
        var (response, route) = await AnswerAsync(request, target);
        cors.AddHeaders(response, request.Method, request.Headers, route);
        operational.Add(response);
        return response;
    }

    /// <summary>Completes an answer that was decided before any route was looked for.</summary>
    public ApiResponse Finish(ApiResponse response, HttpRequest request)
    {
        cors.AddHeaders(response, request.Method, request.Headers, route: null);
        operational.Add(response);
        return response;
    }

    async ValueTask<(ApiResponse Response, ApiRoute? Route)> AnswerAsync(ApiRequest request, RequestTarget target)
    {
        if (IsRefusedByReadOnly(request.Method))
            return (ApiError.MethodNotAllowed(), null);
        if (operational.HasEnded)
            return (ApiError.Gone, null);
        if (target.Segments is null)
            return (ApiError.BadUrl("Invalid URL path."), null);
        if (target.Query.AsSpan().Count('&') >= options.MaxQueryParameters)
            return (ApiError.TooManyParameters(options.MaxQueryParameters), null);
        if (redirects.OutsideVersion(request, target) is { } outside)
        {
            request.Measurement?.IsOutsideVersion = true;
            return (outside, null);
        }

        var found = Find(target, out var values);
        var resolved = target;
        var alias = found?.Alias;
        if (alias is not null)
        {
            (resolved, var refusal) = await alias.ResolveAsync(request, target);
            if (refusal is not null)
                return (refusal, found);
            (request.Path, request.RawPath) = (resolved.Path, resolved.RawPath);
            request.MayHaveWritten = true;
            found = Find(resolved, out values);
        }

        if (found is not { } route)
            return (redirects.ForSlash(request, target) ?? ApiError.UnknownRoute, null);
        request.Measurement?.Matched(route, values);
        if (request.Method == "OPTIONS")
            return (cors.Preflight(request, route, options.ReadOnly), route);
        if (route.HandlerOf(request.Method) is not { } handler)
            return (ApiError.MethodNotAllowed(route.Allow), route);
        if (cors.Refuse(request) is { } badOrigin)
            return (badOrigin, route);
        if (ContentNegotiation.Refuse(request, route) is { } badType)
            return (badType, route);
        request.Route = route;
        request.RouteValues = values;
        if (request.Method is "POST" or "PUT" or "PATCH" && request.ReadBody is { } readBody)
            request.Body = await readBody();
        if (!route.IgnoresCaller)
            await request.IdentifyAsync();
        try
        {
            if (alias is not null && await alias.PrepareAsync(request, resolved) is { } notPrepared)
                return (notPrepared, route);
            return (await handler(request), route);
        }
        catch (UnstorableException unstorable)
        {
            return (ApiError.Unstorable(request.Method, request.Query, unstorable.Message), route);
        }
    }
}
