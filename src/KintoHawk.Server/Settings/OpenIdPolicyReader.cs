using System.Buffers;
using KintoHawk.Server.Plugins.OpenId;

namespace KintoHawk.Server.Settings;

/// <summary>Reads the arguments of one OpenID Connect policy; the arguments and their defaults are those of the reference.</summary>
sealed class OpenIdPolicyReader(string policy, SettingSources sources, SettingsReport report)
{
    /// <summary>The bound below which a login's state could be guessed.</summary>
    const int LeastStateBytes = 16;

    const int MostStateBytes = 512;

    /// <summary>The characters of an authentication scheme (RFC 9110, token).</summary>
    static readonly SearchValues<char> _token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>The arguments besides <c>use</c> and <c>realm</c>, which every policy has, and their defaults.</summary>
    public static IReadOnlyDictionary<string, string> Arguments { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["issuer"] = Setting.None,
        ["client_id"] = Setting.None,
        ["client_secret"] = Setting.None,
        ["audience"] = Setting.None,
        ["header_type"] = "Bearer",
        ["userid_field"] = "sub",
        ["verification_ttl_seconds"] = "86400",
        ["state_ttl_seconds"] = "3600",
        ["state_length"] = "32",
    };

    /// <summary>The settings, or null when something that cannot be guessed is missing or wrong; the report says what.</summary>
    public OpenIdPolicySettings? Read(SettingValue use)
    {
        var issuer = Required("issuer", "the address of the identity provider", use);
        var clientId = Required("client_id", "the name of this server at the identity provider", use);
        if (issuer is null || clientId is null)
            return null;
        if (!Uri.TryCreate(issuer.AsText(), UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
        {
            report.Refuse(issuer, "an https:// address");
            return null;
        }

        return new OpenIdPolicySettings
        {
            Issuer = issuer.AsText(),
            ClientId = clientId.AsText(),
            ClientSecret = Find("client_secret")?.AsText() ?? "",
            Audience = Find("audience")?.AsText() ?? "",
            HeaderType = HeaderType(),
            UserIdField = Find("userid_field") is { IsEmpty: false } field ? field.AsText() : "sub",
            VerificationLifetime = Seconds("verification_ttl_seconds", 86_400),
            StateLifetime = Seconds("state_ttl_seconds", 3600),
            StateBytes = StateBytes(),
        };
    }

    /// <summary>Applies <c>kintohawk.openid_callback_origins</c>.</summary>
    public static void ApplyCallbackOrigins(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
        var origins = value.AsList();
        foreach (var origin in origins)
        {
            if (origin == CallbackOrigins.Any)
                report.Notice($"{value.Name} has '*': a link made by anybody can send the tokens of your users anywhere.");
            else if (!CallbackOrigins.IsOrigin(origin))
                report.Refuse(value, "origins like https://app.example.org or http://localhost:3000, or *");
        }

        options.OpenIdCallbackOrigins = [.. origins];
    }

    SettingValue? Find(string argument) => sources.Find($"multiauth.policy.{policy}.{argument}");

    SettingValue? Required(string argument, string meaning, SettingValue use)
    {
        if (Find(argument) is { IsEmpty: false } value)
            return value;
        var key = $"multiauth.policy.{policy}.{argument}";
        report.Add(new(key, use.Line, $"{key} is not set, and {use.Name} is OpenID Connect; accepted: {meaning}."));
        return null;
    }

    string HeaderType()
    {
        if (Find("header_type") is not { IsEmpty: false } value)
            return "Bearer";
        if (value.AsText().AsSpan().ContainsAnyExcept(_token))
            report.Refuse(value, "one word, like Bearer");
        return value.AsText();
    }

    TimeSpan Seconds(string argument, int byDefault)
    {
        if (Find(argument) is not { } value)
            return TimeSpan.FromSeconds(byDefault);
        if (value.TryInteger(out var seconds) && seconds is >= 1 and <= int.MaxValue)
            return TimeSpan.FromSeconds(seconds);
        report.Refuse(value, $"an integer from 1 to {int.MaxValue}");
        return TimeSpan.FromSeconds(byDefault);
    }

    int StateBytes()
    {
        if (Find("state_length") is not { } value)
            return 32;
        if (!value.TryInteger(out var bytes) || bytes is < 1 or > MostStateBytes)
        {
            report.Refuse(value, $"an integer from {LeastStateBytes} to {MostStateBytes}");
            return 32;
        }

        // The reference starts with fewer, so a file in the field may have fewer.
        if (bytes < LeastStateBytes)
            report.Notice($"{value.Name} is {bytes}, which can be guessed; {LeastStateBytes} is used.");
        return Math.Max((int)bytes, LeastStateBytes);
    }
}
