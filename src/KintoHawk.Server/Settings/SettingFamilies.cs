using System.Text.RegularExpressions;

namespace KintoHawk.Server.Settings;

/// <summary>The settings whose keys follow a pattern.</summary>
static partial class SettingFamilies
{
    const string PrincipalsSuffix = "_principals";
    const string EnabledSuffix = "_enabled";
    const string CacheSuffix = "_cache_expires_seconds";

    static readonly string[] _cached = ["bucket", "group", "collection", "record"];
    static readonly string[] _kinds = [.. _cached, "account", "history", "user-data"];

    /// <summary>All of them. Of the families that know a key, the first decides.</summary>
    public static IReadOnlyList<SettingFamily> All { get; } =
    [
        Listed(
            "<resource>_<permission>_principals",
            "list",
            [.. _kinds.SelectMany(static kind => Permissions(kind).Select(permission => $"{kind}_{permission}{PrincipalsSuffix}"))],
            static key => Principals(key, Setting.None)),
        Listed(
            "<endpoint>_<resource>_<method>_enabled",
            "bool",
            [.. from endpoint in (string[])["plural", "object"]
                from kind in (string[])[.. _kinds, "permissions"]
                from method in (string[])["get", "head", "post", "put", "patch", "delete"]
                select $"{endpoint}_{kind}_{method}{EnabledSuffix}"],
            static key => Setting.Flag(key, "true", (o, v) => o.EndpointSwitches = With(o.EndpointSwitches, key[..^EnabledSuffix.Length], v)),
            "true"),
        Listed("<resource>_cache_expires_seconds", "seconds", [.. _cached.Select(static kind => kind + CacheSuffix)], CacheLifetime),
        new("<bucket>[.<collection>].record_cache_expires_seconds", "seconds", [], static key => CollectionCacheKey().IsMatch(key) ? CacheLifetime(key) : null)
        {
            // A variable has neither dots nor case; the old form of the key has no dots either.
            KeyOfVariable = static variable => CollectionCacheVariable().IsMatch(variable) ? variable["KINTO_".Length..].ToLowerInvariant() : null,
        },
        .. ((string[])["use", "realm", .. OpenIdPolicyReader.Arguments.Keys]).Select(OfPolicy),
        WithoutEffect("multiauth.policy.<name>.<argument>", "multiauth.policy.", "no policy of this version has such an argument"),
        WithoutEffect("event_listeners.<name>.<argument>", "event_listeners.", "listeners are Python code"),
        WithoutEffect("attachment.<name>", "attachment.", "this version has no attachments"),
        WithoutEffect("storage_<option>", "storage_", "it is an option of a database driver"),
        WithoutEffect("permission_<option>", "permission_", "it is an option of a database driver"),
        WithoutEffect("cache_<option>", "cache_", "it is an option of a database driver"),
    ];

    /// <summary>The setting of a key; null when no family knows it.</summary>
    public static Setting? Find(string key)
    {
        foreach (var family in All)
            if (family.Find(key) is { } setting)
                return setting;
        return null;
    }

    public static Setting Principals(string key, string byDefault) =>
        Setting.List(key, byDefault, (o, v) => o.Principals = With(o.Principals, key[..^PrincipalsSuffix.Length], v));

    static Setting CacheLifetime(string key) =>
        Setting.Seconds(key, Setting.None, 0, (o, v) => o.CacheLifetimes = With(o.CacheLifetimes, key[..^CacheSuffix.Length], v));

    static string[] Permissions(string kind) => kind == "user-data" ? ["create", "read", "write", "delete"] : ["create", "read", "write"];

    static SettingFamily Listed(string pattern, string type, IReadOnlyList<string> keys, Func<string, Setting> find, string byDefault = Setting.None) =>
        new(pattern, type, keys, key => keys.Contains(key, StringComparer.Ordinal) ? find(key) : null) { Default = byDefault };

    /// <summary>An argument of authentication policies. They are read together, when all other settings are known.</summary>
    static SettingFamily OfPolicy(string argument)
    {
        var type = argument == "state_length" ? "int" : argument.EndsWith("_seconds", StringComparison.Ordinal) ? "seconds" : "string";
        return new(
            $"multiauth.policy.<name>.{argument}",
            type,
            [],
            key => PolicyKey().Match(key) is { Success: true } match && match.Groups["argument"].ValueSpan.SequenceEqual(argument)
                ? Setting.Special(key, type, Setting.None, PolicySettings.ReadTogether)
                : null)
        {
            Default = argument == "realm" ? "Realm" : OpenIdPolicyReader.Arguments.GetValueOrDefault(argument, Setting.None),
        };
    }

    static SettingFamily WithoutEffect(string pattern, string prefix, string reason) =>
        new(pattern, "any", [], key => key.StartsWith(prefix, StringComparison.Ordinal) ? Setting.WithoutEffect(key, "any", Setting.None, reason) : null);

    static Dictionary<string, TValue> With<TValue>(IReadOnlyDictionary<string, TValue> all, string key, TValue value) =>
        new(all, StringComparer.Ordinal) { [key] = value };

    [GeneratedRegex(@"^.+[._]record_cache_expires_seconds\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CollectionCacheKey();

    [GeneratedRegex(@"^KINTO_.+_RECORD_CACHE_EXPIRES_SECONDS\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CollectionCacheVariable();

    [GeneratedRegex(@"^multiauth\.policy\..+\.(?<argument>[a-z_]+)\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PolicyKey();
}
