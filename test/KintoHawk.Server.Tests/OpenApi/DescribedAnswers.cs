using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using KintoHawk.Core.Schemas;
using KintoHawk.Server.Endpoints.OpenApi;
using KintoHawk.Server.Tests.Scenarios;

namespace KintoHawk.Server.Tests.OpenApi;

/// <summary>Compares an answer with what the OpenAPI description says about it: the status, the media type, and the body by its schema.</summary>
static class DescribedAnswers
{
    static readonly JsonObject _document = Read();

    static readonly (string[] Segments, JsonObject Item)[] _paths =
    [
        .. _document["paths"]!.AsObject()
            .Select(static path => (path.Key[1..].Split('/'), path.Value!.AsObject()))
            // What is written out comes before what is variable.
            .OrderBy(static path => string.Concat(path.Item1.Select(static segment => segment.Contains('{', StringComparison.Ordinal) ? '1' : '0')), StringComparer.Ordinal),
    ];

    static readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    /// <summary>What is different; null when nothing is, or when the description does not know the address.</summary>
    public static string? Difference(string method, string target, Reply reply)
    {
        if (Find(method, target) is not { } operation)
            return null;
        var responses = operation["responses"]!.AsObject();
        var declared = responses[reply.Status.ToString()] ?? responses[$"{reply.Status / 100}XX"] ?? (reply.Status is 304 or < 300 or >= 400 ? responses["default"] : null);
        if (declared is null)
            // Redirects, and errors that every address may have.
            return reply.Status is 307 or 400 or 404 or 405 or 410 or 503 || method == "HEAD" ? null : $"described: {operation["operationId"]} has no answer {reply.Status}";
        var content = Resolve(declared)["content"]?.AsObject();
        if (content is null || reply.Body.IsEmpty)
            return content is null && !reply.Body.IsEmpty && reply.Status != 307 ? $"described: the answer {reply.Status} of {operation["operationId"]} has no body" : null;
        var mediaType = reply.Header("Content-Type")?.Split(';')[0] ?? "";
        if ((content[mediaType] ?? content["*/*"]) is not { } media)
            return $"described: {operation["operationId"]} does not answer {mediaType}";
        if (mediaType != "application/json" || media["schema"] is not { } schema || reply.Json is not { } json)
            return null;
        return SchemaOf(schema).Validate(json) is { } error ? $"described: {operation["operationId"]} {reply.Status}: {string.Join('.', error.Path)}: {error.Message}" : null;
    }

    static JsonObject? Find(string method, string target)
    {
        var path = target.StartsWith('/') ? target : new Uri(target).AbsolutePath;
        var segments = path.Split('?')[0][1..].Split('/').Select(Uri.UnescapeDataString).ToArray();
        if (segments is not [['v', _], ..])
            return null;
        var wanted = segments[1..];
        foreach (var (pattern, item) in _paths)
            if (Matches(pattern, wanted))
                return item[method.ToLowerInvariant()]?.AsObject() ?? (method == "HEAD" ? item["get"]?.AsObject() : null);
        return null;
    }

    static bool Matches(string[] pattern, string[] segments)
    {
        var takesRest = pattern[^1] == "{subpath}";
        if (takesRest ? segments.Length < pattern.Length : segments.Length != pattern.Length)
            return false;
        for (var i = 0; i < pattern.Length; i++)
            if (pattern[i].Contains('{', StringComparison.Ordinal) ? segments[i].Length == 0 : pattern[i] != segments[i])
                return false;
        return true;
    }

    static JsonSchema SchemaOf(JsonNode schema) => _schemas.GetOrAdd(schema.ToJsonString(), static text =>
    {
        // References lead into the document, so it comes along.
        var root = JsonNode.Parse(text)!.AsObject();
        root["components"] = _document["components"]!.DeepClone();
        return JsonSchema.TryCompile(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString()), out var compiled, out var wrong) ? compiled : throw new InvalidDataException(wrong.Message);
    });

    static JsonObject Resolve(JsonNode node) => node["$ref"] is not { } reference
        ? node.AsObject()
        : reference.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)_document, static (at, step) => at[step]!).AsObject();

    static JsonObject Read()
    {
        using var file = typeof(ApiDescription).Assembly.GetManifestResourceStream("OpenApi.openapi.json")!;
        return JsonNode.Parse(file)!.AsObject();
    }
}
