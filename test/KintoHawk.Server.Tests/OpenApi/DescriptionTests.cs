using System.Text.Json;
using System.Text.Json.Nodes;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Caching.Memory;
using KintoHawk.Core.Schemas;
using KintoHawk.Core.Storage;
using KintoHawk.Core.Storage.Memory;
using KintoHawk.Server.Api;
using KintoHawk.Server.Endpoints.OpenApi;
using KintoHawk.Server.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace KintoHawk.Server.Tests.OpenApi;

/// <summary>The descriptions of the API say what the API is, no more and no less (kinto-api §19).</summary>
public sealed class DescriptionTests
{
    const string Swagger = "OpenApi.swagger.json";
    const string OpenApi = "OpenApi.openapi.json";

    static readonly string[] _methods = ["get", "head", "post", "put", "patch", "delete"];

    public static TheoryData<string> Documents => [Swagger, OpenApi];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_route_is_described_and_every_description_is_routed(string resource)
    {
        var routes = Routes(Everything());

        var routed = routes.Routes.SelectMany(route => MethodsOf(route, resource).Select(method => $"{method} {ApiDescription.ShapeOf(route.Pattern)}"));
        var described = Operations(Whole(resource)).Select(static one => $"{one.Method} {ApiDescription.ShapeOf(one.Path)}");

        Assert.Equal(routed.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Operations_have_names_of_their_own(string resource)
    {
        var names = Operations(Whole(resource)).Select(static one => one.Operation["operationId"]!.GetValue<string>()).ToArray();

        Assert.Equal(names.Length, names.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Variables_of_paths_are_described(string resource)
    {
        Assert.All(Operations(Whole(resource)), one =>
        {
            var document = Whole(resource);
            var parameters = (document["paths"]![one.Path]!["parameters"]?.AsArray() ?? []).Concat(one.Operation["parameters"]?.AsArray() ?? []).Select(parameter => Resolve(document, parameter!));
            var described = parameters.Where(static parameter => parameter["in"]!.GetValue<string>() == "path").Select(static parameter => parameter["name"]!.GetValue<string>());
            Assert.Equal(one.Path.Split('{').Skip(1).Select(static part => part[..part.IndexOf('}', StringComparison.Ordinal)]), described);
        });
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void References_lead_somewhere_and_everything_shared_is_used(string resource)
    {
        var document = Whole(resource);
        var references = References(document).ToHashSet(StringComparer.Ordinal);

        Assert.All(references, reference => Resolve(document, new JsonObject { ["$ref"] = reference }));
        string[] shared = resource == OpenApi ? ["components/parameters", "components/headers", "components/responses", "components/schemas"] : ["parameters", "responses", "definitions"];
        Assert.All(shared, kind => Assert.All(
            kind.Split('/').Aggregate((JsonNode)document, static (node, step) => node[step]!).AsObject(),
            member => Assert.Contains($"#/{kind}/{member.Key}", references)));
    }

    /// <summary>The names that tools in the field call operations by.</summary>
    [Theory]
    [InlineData("/", "get", "server_info")]
    [InlineData("/__heartbeat__", "get", "__heartbeat__")]
    [InlineData("/__lbheartbeat__", "get", "__lbheartbeat__")]
    [InlineData("/__version__", "get", "__version__")]
    [InlineData("/__api__", "get", "get_openapi_spec")]
    [InlineData("/contribute.json", "get", "contribute")]
    [InlineData("/batch", "post", "batch")]
    [InlineData("/permissions", "get", "get_permissionss")]
    [InlineData("/__user_data__/{principal}", "delete", "delete_user-data")]
    [InlineData("/buckets/{bucket_id}/history", "get", "get_history")]
    [InlineData("/buckets/{bucket_id}/history", "delete", "delete_history")]
    [InlineData("/buckets/{bucket_id}/snapshot/collections/{collection_id}@{timestamp}", "get", "get_history_snapshot")]
    [InlineData("/__flush__", "post", "create_flush")]
    [InlineData("/__counters__", "get", "get_counters")]
    public void Operations_are_named_as_in_the_reference(string path, string method, string name)
    {
        Assert.Equal(name, Whole(Swagger)["paths"]![path]![method]!["operationId"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("bucket", "/buckets")]
    [InlineData("group", "/buckets/{bucket_id}/groups")]
    [InlineData("collection", "/buckets/{bucket_id}/collections")]
    [InlineData("record", "/buckets/{bucket_id}/collections/{collection_id}/records")]
    [InlineData("account", "/accounts")]
    public void Resources_are_described_as_in_the_reference(string name, string path)
    {
        Is(path, "get", $"get_{name}s", "200 304 400 401 403 406 412 default");
        Is(path, "post", $"create_{name}", "200 201 400 401 403 406 412 415 default");
        Is(path, "delete", $"delete_{name}s", "200 400 401 403 406 412 default");
        Is(path + "/{id}", "get", $"get_{name}", "200 304 400 401 403 404 406 412 default");
        Is(path + "/{id}", "put", $"update_{name}", "200 201 400 401 403 406 412 415 default");
        Is(path + "/{id}", "patch", $"patch_{name}", "200 400 401 403 404 406 412 415 default");
        Is(path + "/{id}", "delete", $"delete_{name}", "200 400 401 403 404 406 412 default");

        static void Is(string path, string method, string name, string codes)
        {
            var operation = Whole(Swagger)["paths"]![path]![method]!;
            Assert.Equal(name, operation["operationId"]!.GetValue<string>());
            Assert.Equal(codes, string.Join(' ', operation["responses"]!.AsObject().Select(static response => response.Key)));
            string[] consumes = method switch
            {
                "patch" => ["application/json", "application/merge-patch+json"],
                "post" or "put" => ["application/json"],
                _ => [],
            };
            Assert.Equal(consumes, operation["consumes"]?.AsArray().Select(static type => type!.GetValue<string>()) ?? []);
        }
    }

    [Fact]
    public void What_is_not_included_is_not_described()
    {
        var paths = new ApiDescription(OpenApi, Routes(new KintoHawkOptions()), new KintoHawkOptions()).Document;

        Assert.DoesNotContain("/accounts", paths["paths"]!.AsObject().Select(static path => path.Key));
        Assert.DoesNotContain("/__flush__", paths["paths"]!.AsObject().Select(static path => path.Key));
        Assert.DoesNotContain("Accounts", paths["tags"]!.AsArray().Select(static tag => tag!["name"]!.GetValue<string>()));
        Assert.Contains("/buckets/{id}", paths["paths"]!.AsObject().Select(static path => path.Key));
    }

    [Fact]
    public void What_is_switched_off_is_not_described()
    {
        var options = new KintoHawkOptions { EndpointSwitches = new Dictionary<string, bool>(StringComparer.Ordinal) { ["plural_bucket_post"] = false } };

        var item = new ApiDescription(Swagger, Routes(options), options).Document["paths"]!["/buckets"]!.AsObject();

        Assert.False(item.ContainsKey("post"));
        Assert.True(item.ContainsKey("delete"));
    }

    [Fact]
    public void A_read_only_server_describes_no_changes()
    {
        var options = Everything();
        options.ReadOnly = true;

        var document = new ApiDescription(OpenApi, Routes(options), options).Document;

        Assert.All(Operations(document), static one => Assert.True(one.Method is "get" or "head", one.Path));
        Assert.DoesNotContain("/buckets/default", document["paths"]!.AsObject().Select(static path => path.Key));
    }

    [Theory]
    [InlineData("swagger-2.0.json", "/v1/__api__", SchemaDraft.Draft4)]
    [InlineData("openapi-3.1.json", "/v1/__api__/openapi.json", SchemaDraft.Draft202012)]
    public async Task Served_descriptions_are_valid_by_the_schema_of_their_format(string file, string path, SchemaDraft draft)
    {
        Assert.True(JsonSchema.TryCompile(await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "OpenApi", "official", file), TestContext.Current.CancellationToken), out var schema, out var wrong, draft: draft), wrong?.Message);
        await using var server = await Scenarios.RunningServer.StartAsync("memory", AllModules, log: null, TestContext.Current.CancellationToken);

        using var document = JsonDocument.Parse(await server.Client.GetByteArrayAsync(new Uri(server.Address, path), TestContext.Current.CancellationToken));

        var error = schema.Validate(document.RootElement);
        Assert.True(error is null, $"{string.Join('/', error?.Path ?? [])}: {error?.Message}");
        // A schema that accepts anything would prove nothing.
        var broken = JsonNode.Parse(document.RootElement.GetRawText())!;
        broken["paths"]!["/buckets"]!["get"]!["responses"] = 7;
        using var brokenDocument = JsonDocument.Parse(broken.ToJsonString());
        Assert.NotNull(schema.Validate(brokenDocument.RootElement));
    }

    [Fact]
    public void The_schemas_of_the_description_are_schemas()
    {
        using var document = JsonDocument.Parse(Whole(OpenApi).ToJsonString());

        Assert.All(document.RootElement.GetProperty("components").GetProperty("schemas").EnumerateObject(), static schema =>
            Assert.Null(JsonSchema.CheckSyntax(schema.Value, SchemaDraft.Draft202012)));
    }

    static IReadOnlyList<string> AllModules { get; } =
    [
        $"includes = {string.Join(' ', PluginModules.Present.Where(static module => module != PluginModules.StatsD))}",
        "experimental_permissions_endpoint = true",
        "multiauth.policies = account hawk google",
        "multiauth.policy.google.use = kinto.plugins.openid.OpenIDConnectPolicy",
        "multiauth.policy.google.issuer = http://127.0.0.1:9",
        "multiauth.policy.google.client_id = our-id",
    ];

    static KintoHawkOptions Everything() => new() { Includes = PluginModules.Present, PermissionsEndpoint = true };

    static ApiRouteTable Routes(KintoHawkOptions options)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IStorage>(new MemoryStorage(TimeProvider.System));
        services.AddSingleton<ICache>(new MemoryCache(TimeProvider.System));
        services.AddKintoHawk(options);
        return services.BuildServiceProvider().GetRequiredService<ApiRouteTable>();
    }

    /// <summary>The methods that the document must have for a route.</summary>
    static IEnumerable<string> MethodsOf(ApiRoute route, string resource)
    {
        // What stands for a bucket and what is in it takes their methods.
        if (route.Alias is not null)
            return (route.Pattern.Contains("{*", StringComparison.Ordinal) ? ["get", "head", "post", "put", "patch", "delete"] : (string[])["get", "put", "patch", "delete"])
                .Where(method => resource == OpenApi || method != "head");
        // HEAD is described where it is an operation of its own: on sets.
        return route.Handlers.Select(static handler => handler.Key.ToLowerInvariant()).Where(method => method != "head" || (resource == OpenApi && route.Kind is RouteKind.Plural));
    }

    static JsonObject Whole(string resource)
    {
        using var file = typeof(ApiDescription).Assembly.GetManifestResourceStream(resource)!;
        return JsonNode.Parse(file)!.AsObject();
    }

    static IEnumerable<(string Path, string Method, JsonObject Operation)> Operations(JsonObject document) =>
        from path in document["paths"]!.AsObject()
        from method in _methods
        let operation = path.Value![method] as JsonObject
        where operation is not null
        select (path.Key, method, operation);

    static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(static member =>
            member is { Key: "$ref", Value: JsonValue value } ? [value.GetValue<string>()] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };

    static JsonObject Resolve(JsonObject document, JsonNode node) => node["$ref"] is not { } reference
        ? node.AsObject()
        : reference.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)document, static (at, step) => at[step] ?? throw new InvalidOperationException($"nothing at {step}")).AsObject();
}
