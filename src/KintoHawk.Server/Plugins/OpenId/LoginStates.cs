using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Json;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.OpenId;

/// <summary>Logins that have begun: a random state each, which its end must name, once (kinto-plugins §7).</summary>
sealed class LoginStates(ICache cache, KintoHawkOptions options)
{
    /// <summary>Twice as many digits as the settings allow bytes.</summary>
    const int MostDigits = 1024;

    static readonly SearchValues<char> _hexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>Begins a login and returns its state.</summary>
    /// <param name="provider">Where the user logs in.</param>
    /// <param name="origin">This server, as the one who begins the login calls it.</param>
    /// <param name="callback">Where the login is to end.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async ValueTask<string> BeginAsync(OpenIdProvider provider, string origin, string callback, CancellationToken cancellationToken)
    {
        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(provider.Settings.StateBytes));
        // First the beginning: without it the state is not complete, and nobody can have used it yet.
        await cache.SetAsync(BeginningKeyOf(state), Json(BeginningOf(provider, origin)), provider.Settings.StateLifetime, cancellationToken);
        await cache.SetAsync(KeyOf(state), Json(callback), provider.Settings.StateLifetime, cancellationToken);
        return state;
    }

    /// <summary>
    /// The callback of a login that can be ended; null when no login with this state has begun at this provider and this origin, or it has ended.
    /// </summary>
    public async ValueTask<string?> FindAsync(OpenIdProvider provider, string origin, string state, CancellationToken cancellationToken)
    {
        if (!IsState(state) || await cache.GetAsync(KeyOf(state), cancellationToken) is not { } callback)
            return null;
        // A code must go back to the provider that made it: another one could use it in the user's name. And the callback was accepted for the origin of the
        // beginning: whoever begins a login can call this server by any name, but the provider sends its user to the name that it knows.
        return await cache.GetAsync(BeginningKeyOf(state), cancellationToken) is { } beginning && Text(beginning) == BeginningOf(provider, origin) ? Text(callback) : null;
    }

    /// <summary>Ends a login: true for one of those who come with the same state.</summary>
    public async ValueTask<bool> EndAsync(string state, CancellationToken cancellationToken)
    {
        if (!IsState(state) || !await cache.RemoveAsync(KeyOf(state), cancellationToken))
            return false;
        await cache.RemoveAsync(BeginningKeyOf(state), cancellationToken);
        return true;
    }

    /// <summary>
    /// The secret behind the code challenge of a login (RFC 7636). It follows from the state and a key that only our servers have, so there is nothing more
    /// to keep.
    /// </summary>
    public string VerifierOf(string state) => Base64UrlOf(HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.UserIdHmacSecret), Encoding.UTF8.GetBytes("openid:pkce:" + state)));

    /// <summary>What the provider is told of the secret beforehand (method S256).</summary>
    public string ChallengeOf(string state) => Base64UrlOf(SHA256.HashData(Encoding.ASCII.GetBytes(VerifierOf(state))));

    static string Base64UrlOf(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    static bool IsState(string state) => state.Length is > 0 and <= MostDigits && !state.AsSpan().ContainsAnyExcept(_hexDigits);

    static string KeyOf(string state) => "openid:state:" + state;

    static string BeginningKeyOf(string state) => "openid:state:" + state + ":beginning";

    /// <summary>No origin contains a space.</summary>
    static string BeginningOf(OpenIdProvider provider, string origin) => $"{origin} {provider.Name}";

    static ReadOnlyMemory<byte> Json(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 2);
        JsonText.WriteString(text, output);
        return output.WrittenMemory;
    }

    static string? Text(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        return reader.Read() && reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
    }
}
