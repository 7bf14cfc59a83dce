using KintoHawk.Core.Json;
using KintoHawk.Server.Api;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// OpenID Connect (kinto-plugins §7): the login by redirects, and what the hello view says about providers and about the user. Tokens are recognised by
/// every server with a policy for them, whether or not this module is included.
/// </summary>
sealed class OpenIdPlugin(OpenIdProviders providers, LoginEndpoints login) : IPlugin
{
    public IEnumerable<ApiRoute> Routes => login.Routes;

    public void WriteCapabilities(WireWriter json)
    {
        if (providers.All.Count == 0)
            return;
        json.Capability("openid", "OpenID connect support.", "http://kinto.readthedocs.io/en/stable/api/1.x/authentication.html").Name("providers").StartArray();
        foreach (var provider in providers.All)
        {
            var known = provider.Known;
            json.StartObject()
                .Name("name").String(provider.Name)
                .Name("issuer").String(known?.Issuer ?? provider.Settings.Issuer)
                .Name("auth_path").String($"/openid/{provider.Name}/login")
                .Name("client_id").String(provider.Settings.ClientId)
                .Name("audience").String(provider.Settings.Audience)
                .Name("header_type").String(provider.Settings.HeaderType);
            if (known is not null)
                json.Name("userinfo_endpoint").String(known.UserInfoEndpoint.OriginalString);
            json.EndObject();
        }

        json.EndArray().EndObject();
    }

    public void WriteUser(WireWriter json, ApiRequest request)
    {
        if (request.Identity.Profile is not { } profile)
            return;
        json.Name("profile").BeginValue();
        JsonText.Write(profile, json.Output);
    }
}
