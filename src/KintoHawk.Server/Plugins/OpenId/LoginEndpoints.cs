using System.Buffers;
using System.Text;
using KintoHawk.Core.Json;
using KintoHawk.Server.Api;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ListedQuery = KintoHawk.Core.Querying.QueryString;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>
/// The login by redirects: <c>/openid/{provider}/login</c> sends the browser to the identity provider, which sends it back to
/// <c>/openid/{provider}/token</c>, which trades the code for tokens and hands these to the application that asked (kinto-plugins §7).
/// </summary>
sealed class LoginEndpoints(
    OpenIdProviders providers, LoginStates states, CallbackOrigins origins, ProviderClient client, KintoHawkOptions options, ILogger<LoginEndpoints> log)
{
    public IEnumerable<ApiRoute> Routes =>
    [
        new() { Name = "openid_login", Pattern = "/openid/{provider}/login", IgnoresCaller = true, Handlers = [new("GET", LoginAsync), new("HEAD", LoginAsync)] },
        new() { Name = "openid_token", Pattern = "/openid/{provider}/token", IgnoresCaller = true, Handlers = [new("GET", TokenAsync), new("HEAD", TokenAsync)] },
    ];

    static ApiError InvalidState { get; } = ApiError.Invalid(new ValidationError("body", "state", "Invalid state") { Errno = 105 });

    async ValueTask<ApiResponse> LoginAsync(ApiRequest request)
    {
        if (request.IsInBatch)
            return ApiError.NoLoginsInBatch;
        if (!ListedQuery.TryParse(request.Query, out var query, out var notText))
            return ApiError.BadUrl(notText);
        var errors = new List<ValidationError>();
        var provider = FindProvider(request, errors);
        var callback = CheckCallback(Find(query, "callback"), request.Origin, errors);
        var scope = Required(query, "scope", errors);
        var prompt = Find(query, "prompt");
        if (prompt is not (null or "none"))
            errors.Add(new ValidationError("querystring", "prompt", "String does not match expected pattern"));
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        if (provider!.Settings.UserIdField == "email" && !scope!.Contains("email", StringComparison.Ordinal))
            return ApiError.Invalid(new ValidationError("body", "scope", $"Provider {provider.Name} requires 'email' scope"));
        if (await provider.FindMetadataAsync(request.Cancelled) is not { } metadata)
            return ApiError.Unavailable((int)options.RetryAfter.TotalSeconds);

        var state = await states.BeginAsync(provider, request.Origin, callback!, request.Cancelled);
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("client_id", provider.Settings.ClientId),
            new("response_type", "code"),
            new("scope", scope!),
            new("redirect_uri", RedirectUri(request, provider)),
            new("state", state),
        };
        if (prompt is not null)
            parameters.Add(new("prompt", prompt));
        if (provider.Settings.Audience.Length > 0)
            parameters.Add(new("audience", provider.Settings.Audience));
        if (metadata.SupportsPkce)
        {
            parameters.Add(new("code_challenge", states.ChallengeOf(state)));
            parameters.Add(new("code_challenge_method", "S256"));
        }

        var endpoint = metadata.AuthorizationEndpoint.AbsoluteUri;
        var parts = string.Join('&', parameters.Select(static parameter => $"{parameter.Key}={Uri.EscapeDataString(parameter.Value)}"));
        return To($"{endpoint}{(endpoint.Contains('?') ? '&' : '?')}{parts}");
    }

    async ValueTask<ApiResponse> TokenAsync(ApiRequest request)
    {
        // The body of a batch would hold the tokens, where nothing expects them.
        if (request.IsInBatch)
            return ApiError.NoLoginsInBatch;
        if (!ListedQuery.TryParse(request.Query, out var query, out var notText))
            return ApiError.BadUrl(notText);
        var errors = new List<ValidationError>();
        var provider = FindProvider(request, errors);
        var code = Required(query, "code", errors);
        var state = Required(query, "state", errors);
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        if (await states.FindAsync(provider!, request.Origin, state!, request.Cancelled) is not { } callback)
            return InvalidState;
        // Once more: the list may have become shorter.
        CheckCallback(callback, request.Origin, errors);
        if (errors.Count > 0)
            return ApiError.Invalid(errors);
        // Before the state is used up: while the provider cannot be asked, the page can be loaded again.
        if (await provider!.FindMetadataAsync(request.Cancelled) is not { } metadata)
            return ApiError.Unavailable((int)options.RetryAfter.TotalSeconds);
        if (!await states.EndAsync(state!, request.Cancelled))
            return InvalidState;
        // RFC 9207: a provider that says who it is must be the one that was asked.
        if (Find(query, "iss") is { } issuer && !provider.IsIssuer(issuer))
            return ApiError.Invalid(new ValidationError("querystring", "iss", "Another issuer than the provider's"));

        var answer = await ExchangeAsync(request, provider, metadata, code!, state!);
        // A refusal is JSON too, and the application's to explain to its user.
        if (answer.IsUnavailable || !IsJsonObject(answer.Body))
        {
            log.ProviderUnavailable(provider.Name, answer.IsUnavailable ? answer.Reason : "its token endpoint did not answer with a JSON object");
            return ApiError.Unavailable((int)options.RetryAfter.TotalSeconds);
        }

        // As the reference encodes it: the slashes of Base64 stay.
        var tokens = Uri.EscapeDataString(Convert.ToBase64String(answer.Body.Span)).Replace("%2F", "/", StringComparison.Ordinal);
        return To(callback + tokens);
    }

    Task<ProviderAnswer> ExchangeAsync(ApiRequest request, OpenIdProvider provider, ProviderMetadata metadata, string code, string state)
    {
        var settings = provider.Settings;
        var form = new List<KeyValuePair<string, string>>
        {
            new("code", code),
            new("client_id", settings.ClientId),
            new("redirect_uri", RedirectUri(request, provider)),
            new("grant_type", "authorization_code"),
        };
        if (metadata.SupportsPkce)
            form.Add(new("code_verifier", states.VerifierOf(state)));
        string? basic = null;
        if (settings.ClientSecret.Length > 0 && metadata.WantsBasic)
            // Both halves are form-encoded first (RFC 6749, section 2.3.1).
            basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(settings.ClientId)}:{Uri.EscapeDataString(settings.ClientSecret)}"));
        else if (settings.ClientSecret.Length > 0)
            form.Add(new("client_secret", settings.ClientSecret));
        return client.PostAsync(metadata.TokenEndpoint, form, basic, request.Cancelled);
    }

    OpenIdProvider? FindProvider(ApiRequest request, List<ValidationError> errors)
    {
        var name = request.RouteValues[0];
        var provider = providers.Find(name);
        if (provider is null)
            errors.Add(new ValidationError("path", "provider", $"Unknown provider '{name}'"));
        return provider;
    }

    string? CheckCallback(string? callback, string serverOrigin, List<ValidationError> errors)
    {
        callback = callback?.Trim();
        if (string.IsNullOrEmpty(callback))
            errors.Add(new ValidationError("querystring", "callback", "Required"));
        else if (callback.Length > CallbackOrigins.MostCharacters)
            errors.Add(new ValidationError("querystring", "callback", $"Longer than maximum length {CallbackOrigins.MostCharacters}"));
        else if (!CallbackOrigins.TryReadOrigin(callback, out var origin))
            errors.Add(new ValidationError("querystring", "callback", "Must be a URL"));
        else if (!CallbackOrigins.EndsOrigin(callback))
            errors.Add(new ValidationError("querystring", "callback", "Must have a slash, a question mark or a number sign after the host"));
        else if (!origins.Accepts(origin, serverOrigin))
            errors.Add(new ValidationError("querystring", "callback", $"Logins may not end at {origin}; the operator can list it in kintohawk.openid_callback_origins"));
        return callback;
    }

    string RedirectUri(ApiRequest request, OpenIdProvider provider) => $"{request.Origin}/{options.VersionPrefix}/openid/{Uri.EscapeDataString(provider.Name)}/token";

    static string? Required(IReadOnlyList<KeyValuePair<string, string>> query, string name, List<ValidationError> errors)
    {
        var value = Find(query, name);
        if (string.IsNullOrEmpty(value))
            errors.Add(new ValidationError("querystring", name, "Required"));
        return value;
    }

    /// <summary>The last value of a parameter, as the reference reads it; null when it is absent.</summary>
    static string? Find(IReadOnlyList<KeyValuePair<string, string>> query, string name)
    {
        for (var i = query.Count - 1; i >= 0; i--)
            if (query[i].Key == name)
                return query[i].Value;
        return null;
    }

    static bool IsJsonObject(ReadOnlyMemory<byte> body)
    {
        if (!JsonText.TryParse(body, out var document, out _))
            return false;
        using (document)
            return document.RootElement.ValueKind is System.Text.Json.JsonValueKind.Object;
    }

    /// <summary>A redirect that nobody keeps: its address is good for one login.</summary>
    static ApiResponse To(string address) => new ApiResponse(StatusCodes.Status307TemporaryRedirect, static output =>
        output.Write("307 Temporary Redirect\n\nThe login goes on at another address; see the Location header.\n"u8))
    {
        ContentType = "text/plain; charset=UTF-8",
    }.With(HeaderNames.Location, address).With(HeaderNames.CacheControl, "no-store").With(HeaderNames.ReferrerPolicy, "no-referrer");
}
