using System.Buffers;
using KintoHawk.Server.Api;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;

namespace KintoHawk.Server.Endpoints.OpenApi;

/// <summary>
/// Descriptions of this API: <c>/__api__</c> as Swagger 2.0 like the reference (kinto-api §19), <c>/__api__/openapi.json</c> as OpenAPI 3.1, and
/// <c>/__api__/docs</c> as a page to read.
/// </summary>
sealed class OpenApiEndpoints
{
    const string Basic = "basicauth";

    readonly KintoHawkOptions _options;
    readonly OpenIdProviders _providers;
    readonly Lazy<ApiDescription> _swagger;
    readonly Lazy<ApiDescription> _openApi;
    readonly Lazy<ReferencePage> _page;

    public OpenApiEndpoints(KintoHawkOptions options, OpenIdProviders providers, Lazy<ApiRouteTable> routes)
    {
        (_options, _providers) = (options, providers);
        _swagger = new(() => new ApiDescription("OpenApi.swagger.json", routes.Value, options));
        _openApi = new(() => new ApiDescription("OpenApi.openapi.json", routes.Value, options));
        _page = new(() => new ReferencePage(_openApi.Value.Document));
    }

    public IEnumerable<ApiRoute> Routes =>
    [
        new() { Name = "openapi", Pattern = "/__api__", IgnoresCaller = true, Handlers = [new("GET", GetSwagger), new("HEAD", GetSwagger)] },
        new() { Name = "openapi-3", Pattern = "/__api__/openapi.json", IgnoresCaller = true, Handlers = [new("GET", GetOpenApi), new("HEAD", GetOpenApi)] },
        new() { Name = "openapi-page", Pattern = "/__api__/docs", IgnoresCaller = true, Handlers = [new("GET", GetPage), new("HEAD", GetPage)] },
    ];

    bool HasBasic => _options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.Account or AuthenticationPolicyKind.BasicAuth);

    ValueTask<ApiResponse> GetSwagger(ApiRequest request) => new(new ApiResponse(StatusCodes.Status200OK, output => _swagger.Value.Write(new WireWriter(output), (member, json) =>
    {
        switch (member)
        {
            case "host":
                json.String(request.Origin[(request.Origin.IndexOf("://", StringComparison.Ordinal) + 3)..]);
                return true;
            case "basePath":
                json.String("/" + _options.VersionPrefix);
                return true;
            case "schemes":
                json.Strings([request.Origin[..request.Origin.IndexOf(':', StringComparison.Ordinal)]]);
                return true;
            case "securityDefinitions":
                WriteDefinitions(json);
                return true;
            case "security":
                WriteRequirements(json, [.. HasBasic ? [Basic] : (string[])[], .. KnownProviders.Select(static provider => provider.Provider.Name)]);
                return true;
            default:
                return false;
        }
    })));

    ValueTask<ApiResponse> GetOpenApi(ApiRequest request) => new(new ApiResponse(StatusCodes.Status200OK, output => _openApi.Value.Write(new WireWriter(output), (member, json) =>
    {
        switch (member)
        {
            case "servers":
                json.StartArray().StartObject().Name("url").String($"{request.Origin}/{_options.VersionPrefix}").EndObject().EndArray();
                return true;
            case "security":
                WriteRequirements(json, ["", .. Schemes()]);
                return true;
            default:
                return false;
        }
    })));

    ValueTask<ApiResponse> GetPage(ApiRequest request) => new(new ApiResponse(StatusCodes.Status200OK, output => output.Write(_page.Value.Html.Span))
    {
        ContentType = "text/html; charset=utf-8",
    }.With(HeaderNames.ContentSecurityPolicy, _page.Value.SecurityPolicy).With(HeaderNames.ContentTypeOptions, "nosniff"));

    /// <summary>The names of the document's schemes that this server's policies use.</summary>
    IEnumerable<string> Schemes()
    {
        if (HasBasic)
            yield return "Basic";
        if (_options.HawkIncluded)
            yield return "Hawk";
        if (_providers.All.Count > 0)
            yield return "Bearer";
    }

    IEnumerable<(OpenIdProvider Provider, ProviderMetadata Metadata)> KnownProviders =>
        _providers.All.Where(static provider => provider.Known is not null).Select(static provider => (provider, provider.Known!));

    void WriteDefinitions(WireWriter json)
    {
        json.StartObject();
        if (HasBasic)
            json.Name(Basic).StartObject().Name("type").String("basic").EndObject();
        foreach (var (provider, metadata) in KnownProviders)
        {
            json.Name(provider.Name).StartObject()
                .Name("type").String("oauth2")
                .Name("flow").String("accessCode")
                .Name("authorizationUrl").String(metadata.AuthorizationEndpoint.OriginalString)
                .Name("tokenUrl").String(metadata.TokenEndpoint.OriginalString)
                .Name("scopes").StartObject().Name("openid").String("Who the user is.").EndObject()
                .EndObject();
        }

        json.EndObject();
    }

    /// <summary>One of them is needed; an empty name stands for none at all.</summary>
    static void WriteRequirements(WireWriter json, IReadOnlyList<string> names)
    {
        json.StartArray();
        foreach (var name in names)
        {
            json.StartObject();
            if (name.Length > 0)
                json.Name(name).StartArray().EndArray();
            json.EndObject();
        }

        json.EndArray();
    }
}
