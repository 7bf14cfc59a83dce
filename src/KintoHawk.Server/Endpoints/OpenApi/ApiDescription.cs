using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using KintoHawk.Core.Json;
using KintoHawk.Server.Api;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Endpoints.OpenApi;

/// <summary>
/// One of the curated descriptions of the API, cut down to what this server offers: modules that are not included, switched-off endpoints and the changes
/// of a read-only server are left out. Made once.
/// </summary>
sealed class ApiDescription
{
    static readonly string[] _methods = ["get", "head", "post", "put", "patch", "delete"];

    readonly (string Name, byte[] Json)[] _members;

    /// <param name="resource">The name of the embedded file.</param>
    /// <param name="routes">What this server has.</param>
    /// <param name="options">The settings.</param>
    public ApiDescription(string resource, ApiRouteTable routes, KintoHawkOptions options)
    {
        using var file = typeof(ApiDescription).Assembly.GetManifestResourceStream(resource)!;
        Document = JsonNode.Parse(file)!.AsObject();
        var info = Document["info"]!.AsObject();
        info["title"] = options.ProjectName;
        info["version"] = options.HttpApiVersion;
        Prune(Document["paths"]!.AsObject(), routes, options);
        RemoveUnusedTags();
        _members = [.. Document.Select(static member => (member.Key, BytesOf(member.Value!)))];
    }

    /// <summary>The document without what depends on the request.</summary>
    public JsonObject Document { get; }

    /// <summary>Writes the document.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="replace">Writes the value of a member itself, and returns true; false to have it written as it is in the file.</param>
    public void Write(WireWriter json, Func<string, WireWriter, bool> replace)
    {
        json.StartObject();
        foreach (var (name, value) in _members)
        {
            json.Name(name);
            if (!replace(name, json))
                json.Raw(value);
        }

        json.EndObject();
    }

    /// <summary>The pattern with nameless variables: documents and routes name them differently.</summary>
    public static string ShapeOf(string pattern) =>
        string.Join('/', pattern.Split('/').Select(static segment => segment.Contains('{') ? "{}" : segment));

    static void Prune(JsonObject paths, ApiRouteTable routes, KintoHawkOptions options)
    {
        var byShape = routes.Routes.GroupBy(static route => ShapeOf(route.Pattern), StringComparer.Ordinal).ToDictionary(static g => g.Key, static g => g.First(), StringComparer.Ordinal);
        foreach (var (path, item) in paths.ToArray())
        {
            var route = byShape.GetValueOrDefault(ShapeOf(path));
            var operations = item!.AsObject();
            foreach (var method in _methods)
                if (!IsOffered(route, method.ToUpperInvariant(), options))
                    operations.Remove(method);
            if (!_methods.Any(operations.ContainsKey))
                paths.Remove(path);
        }
    }

    static bool IsOffered(ApiRoute? route, string method, KintoHawkOptions options) => route switch
    {
        null => false,
        // What stands for other routes takes every method of theirs, and none on a read-only server.
        { Alias: not null } => !options.ReadOnly,
        _ => route.HandlerOf(method) is not null && (!options.ReadOnly || method is "GET" or "HEAD"),
    };

    void RemoveUnusedTags()
    {
        var used = Document["paths"]!.AsObject()
            .SelectMany(static path => path.Value!.AsObject())
            .Where(static operation => _methods.Contains(operation.Key, StringComparer.Ordinal))
            .SelectMany(static operation => operation.Value!["tags"]!.AsArray().Select(static tag => tag!.GetValue<string>()))
            .ToHashSet(StringComparer.Ordinal);
        var tags = Document["tags"]!.AsArray();
        foreach (var tag in tags.ToArray())
            if (!used.Contains(tag!["name"]!.GetValue<string>()))
                tags.Remove(tag);
    }

    static byte[] BytesOf(JsonNode node)
    {
        var plain = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(plain))
            node.WriteTo(writer);
        var wire = new ArrayBufferWriter<byte>(plain.WrittenCount);
        JsonText.Write(plain.WrittenMemory, wire);
        return wire.WrittenSpan.ToArray();
    }
}
