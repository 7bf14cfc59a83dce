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
    public async ValueTask<string> BeginAsync(OpenIdProvider provider, string callback, CancellationToken cancellationToken)
    {
        var state = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(provider.Settings.StateBytes));
        // First the provider: without it the state is not complete, and nobody can have used it yet.
        await cache.SetAsync(ProviderKeyOf(state), Json(provider.Name), provider.Settings.StateLifetime, cancellationToken);
        await cache.SetAsync(KeyOf(state), Json(callback), provider.Settings.StateLifetime, cancellationToken);
        return state;
    }

    /// <summary>True while a login with this state can be ended.</summary>
    public async ValueTask<bool> IsOpenAsync(string state, CancellationToken cancellationToken) =>
        IsState(state) && await cache.GetAsync(KeyOf(state), cancellationToken) is not null;

    /// <summary>Ends a login; the callback it began with, or null when there is no such login at this provider, or no longer.</summary>
    public async ValueTask<string?> EndAsync(OpenIdProvider provider, string state, CancellationToken cancellationToken)
    {
        if (!IsState(state))
            return null;
        var callback = await cache.GetAsync(KeyOf(state), cancellationToken);
        var begunWith = await cache.GetAsync(ProviderKeyOf(state), cancellationToken);
        // Of several who come with the same state one gets past this.
        if (callback is null || !await cache.RemoveAsync(KeyOf(state), cancellationToken))
            return null;
        await cache.RemoveAsync(ProviderKeyOf(state), cancellationToken);
        // A code must go back to the provider that made it: another one could use it in the user's name.
        return begunWith is { } name && Text(name) == provider.Name ? Text(callback.Value) : null;
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

    static string ProviderKeyOf(string state) => "openid:state:" + state + ":provider";

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
