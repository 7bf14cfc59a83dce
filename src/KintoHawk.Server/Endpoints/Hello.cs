using System.Globalization;
using KintoHawk.Server.Api;
using KintoHawk.Server.Plugins;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints;

/// <summary>The root view: what this server is, what it can do, and who is asking (kinto-api §19).</summary>
sealed class Hello(KintoHawkOptions options, CacheHeaders cacheHeaders, IEnumerable<IPlugin> plugins)
{
    public ApiRoute Route => new()
    {
        Name = "hello",
        Pattern = "/",
        Handlers = [new("GET", GetAsync), new("HEAD", GetAsync)],
    };

    async ValueTask<ApiResponse> GetAsync(ApiRequest request)
    {
        IReadOnlyList<string> principals = request.Caller.UserId is null ? [] : await request.Storage.FindPrincipalsAsync(request.Caller, request.Cancelled);
        var response = new ApiResponse(StatusCodes.Status200OK, output => Write(new WireWriter(output), request, principals));
        if (options.ReadOnly)
            cacheHeaders.AddLifetime(response, options.RootCacheLifetime);
        return response;
    }

    void Write(WireWriter json, ApiRequest request, IReadOnlyList<string> principals)
    {
        json.StartObject()
            .Name("project_name").String(options.ProjectName)
            .Name("project_version").String(options.ProjectVersion ?? Product.Version)
            .Name("http_api_version").String(options.HttpApiVersion)
            .Name("project_docs").String(options.ProjectDocs)
            .Name("url").String($"{request.Origin}/{options.VersionPrefix}/");
        if (options.ConfigInHello)
            WriteConfig(json.Name("config"));
        if (options.EndOfService is { } end)
            json.Name("eos").String(end.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture));
        json.Name("settings").StartObject()
            .Name("readonly").Boolean(options.ReadOnly)
            .Name("explicit_permissions").Boolean(options.ExplicitPermissions)
            .Name("batch_max_requests");
        _ = options.BatchMaxRequests is { } most ? json.Number(most) : json.Raw("null"u8);
        foreach (var plugin in plugins)
            plugin.WriteSettings(json);
        json.EndObject();
        if (request.Caller.UserId is { } userId)
        {
            json.Name("user").StartObject().Name("id").String(userId).Name("principals").Strings(principals);
            foreach (var plugin in plugins)
                plugin.WriteUser(json, request);
            json.EndObject();
        }

        WriteCapabilities(json.Name("capabilities"));
        json.EndObject();
    }

    void WriteConfig(WireWriter json)
    {
        if (options.ConfigurationFile is not { } file)
        {
            json.Raw("null"u8);
            return;
        }

        json.StartObject()
            .Name("path").String(file.Path)
            .Name("hash").String(file.Sha256)
            .Name("modified").String(file.LastModified.LocalDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture))
            .EndObject();
    }

    void WriteCapabilities(WireWriter json)
    {
        json.StartObject();
        if (options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.BasicAuth))
        {
            json.Capability("basicauth", "Very basic authentication sessions. Not for production use.",
                "http://kinto.readthedocs.io/en/stable/api/1.x/authentication.html").EndObject();
        }

        if (options.CollectionSchemaValidation)
        {
            json.Capability("schema", "Validates collection records with JSON schemas.",
                "https://kinto.readthedocs.io/en/latest/api/1.x/collections.html#collection-json-schema").EndObject();
        }

        if (options.AccountsIncluded)
        {
            json.Capability("accounts", "Manage user accounts.", "https://kinto.readthedocs.io/en/latest/api/1.x/accounts.html")
                .Name("validation_enabled").Boolean(false).EndObject();
        }

        if (options.HawkIncluded)
        {
            json.Capability("hawk", "Hawk requests authentication", "https://github.com/Kinto/kinto-hawk")
                .Name("version").String(Product.Version).EndObject();
        }

        if (options.OffersPermissions)
        {
            json.Capability("permissions_endpoint", "The permissions endpoint can be used to list all user objects permissions.",
                "https://kinto.readthedocs.io/en/latest/configuration/settings.html#activating-the-permissions-endpoint").EndObject();
        }

        foreach (var plugin in plugins)
            plugin.WriteCapabilities(json);
        json.EndObject();
    }
}
