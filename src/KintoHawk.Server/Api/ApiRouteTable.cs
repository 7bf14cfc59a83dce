namespace KintoHawk.Server.Api;

/// <summary>All routes, in the order in which they are tried.</summary>
sealed class ApiRouteTable
{
    readonly List<ApiRoute> _routes = [];

    public IReadOnlyList<ApiRoute> Routes => _routes;

    public void Add(ApiRoute route) => _routes.Add(route.Parsed());

    public ApiRoute? Find(IReadOnlyList<string> segments, out IReadOnlyList<string> values)
    {
        foreach (var route in _routes)
        {
            if (route.Match(segments) is { } matched)
            {
                values = matched;
                return route;
            }
        }

        values = [];
        return null;
    }
}
