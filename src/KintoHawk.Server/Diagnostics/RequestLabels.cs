using System.Collections.Concurrent;
using System.Globalization;
using KintoHawk.Server.Api;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Diagnostics;

/// <summary>The labels of a request: method, endpoint, the ids that <c>metrics_matchdict_fields</c> names, and last the status.</summary>
sealed class RequestLabels(IReadOnlyList<string> fields, int mostLabelSets)
{
    const int Fixed = 2;

    readonly LabelSetLimit _limit = new(mostLabelSets);

    /// <summary>Which value of a route each field is; -1 for none.</summary>
    readonly ConcurrentDictionary<ApiRoute, int[]> _places = new();

    /// <summary>Names that labels have already.</summary>
    public static IReadOnlyList<string> Reserved { get; } = ["method", "endpoint", "status", "le"];

    public MetricLabel[] Of(RequestMeasurement request, int status)
    {
        var labels = new MetricLabel[Fixed + fields.Count + 1];
        labels[0] = new("method", MethodOf(request.Method));
        labels[1] = new("endpoint", EndpointOf(request, status));
        for (var i = 0; i < fields.Count; i++)
            labels[Fixed + i] = new(fields[i], "");
        labels[^1] = new("status", status.ToString(CultureInfo.InvariantCulture));
        // What is in the path may be anything when the request failed, and when it is a preflight: nobody looks at the ids of that.
        if (status < StatusCodes.Status400BadRequest && request.Method != "OPTIONS" && request.Route is { } route && request.RouteValues.Count > 0)
            Fill(labels, _places.GetOrAdd(route, PlacesIn), request.RouteValues);
        return labels;
    }

    /// <summary>The method in lower case; one word for those that HTTP does not know, because a client may invent any number of them.</summary>
    public static string MethodOf(string method) => method switch
    {
        "GET" => "get",
        "HEAD" => "head",
        "POST" => "post",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        "OPTIONS" => "options",
        "TRACE" => "trace",
        "CONNECT" => "connect",
        _ => "unknown",
    };

    /// <summary>The name of the service.</summary>
    public static string EndpointOf(RequestMeasurement request, int status) =>
        request.Route?.Name
        ?? (request.IsOutsideVersion ? "redirect_to_version" : status == StatusCodes.Status404NotFound ? "unknown" : "unnamed");

    void Fill(MetricLabel[] labels, int[] places, IReadOnlyList<string> values)
    {
        var hasIds = false;
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i] < 0)
                continue;
            labels[Fixed + i] = new(fields[i], values[places[i]]);
            hasIds = true;
        }

        // Of the ids alone: method and status are few, and the histogram of an id must not be split by them.
        if (!hasIds || _limit.Admits(string.Join('\n', labels[Fixed..^1].Select(static label => label.Value))))
            return;
        for (var i = 0; i < places.Length; i++)
            if (places[i] >= 0)
                labels[Fixed + i] = new(fields[i], LabelSetLimit.Overflow);
    }

    int[] PlacesIn(ApiRoute route)
    {
        var variables = route.PatternSegments.Where(static segment => segment is ['{', ..]).Select(static segment => segment[1..^1].TrimStart('*')).ToList();
        return [.. fields.Select(field => variables.FindIndex(variable => NameOf(variable) == field || (variable == "id" && field == $"{route.Resource?.Name}_id")))];
    }

    /// <summary>The reference's name of a variable in our patterns.</summary>
    static string NameOf(string variable) => variable switch
    {
        "b" => "bucket_id",
        "c" => "collection_id",
        _ => variable,
    };
}
