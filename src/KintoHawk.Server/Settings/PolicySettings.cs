namespace KintoHawk.Server.Settings;

/// <summary>Reads <c>multiauth.policies</c> and what is said about each policy.</summary>
sealed class PolicySettings(SettingSources sources, KintoHawkOptions options, SettingsReport report)
{
    const string Key = "multiauth.policies";

    static readonly Dictionary<string, AuthenticationPolicyKind> _classes = new(StringComparer.Ordinal)
    {
        ["kinto.plugins.accounts.AccountsPolicy"] = AuthenticationPolicyKind.Account,
        ["kinto.plugins.accounts.authentication.AccountsAuthenticationPolicy"] = AuthenticationPolicyKind.Account,
        ["kinto.core.authentication.BasicAuthAuthenticationPolicy"] = AuthenticationPolicyKind.BasicAuth,
        ["kinto.plugins.openid.OpenIDConnectPolicy"] = AuthenticationPolicyKind.OpenId,
        ["kinto_hawk.authentication.HawkAuthenticationPolicy"] = AuthenticationPolicyKind.Hawk,
        ["kinto_hawk.authentication.AccountsAuthenticationPolicy"] = AuthenticationPolicyKind.Hawk,
    };

    /// <summary>Stands in the table of settings: policies are read when all other settings are known.</summary>
    public static void ReadTogether(KintoHawkOptions options, SettingValue value, SettingsReport report)
    {
    }

    /// <summary>True when a policy of accounts or of Hawk sessions is described, whether or not it is listed.</summary>
    public bool DescribesAccounts =>
        options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.Account or AuthenticationPolicyKind.Hawk)
        || sources.FileKeys.Any(key => key.StartsWith("multiauth.policy.", StringComparison.Ordinal)
            && key.EndsWith(".use", StringComparison.Ordinal)
            && sources.Find(key) is { } use
            && (use.AsText().EndsWith("AccountsPolicy", StringComparison.Ordinal) || use.AsText().EndsWith("AccountsAuthenticationPolicy", StringComparison.Ordinal)));

    public void Read()
    {
        if (sources.Find(Key) is { } listed)
            options.Policies = [.. listed.AsList().Distinct(StringComparer.Ordinal).Select(name => Read(name, listed)).OfType<AuthenticationPolicy>()];
        options.Policies = [.. options.Policies.Select(policy => policy with { UserIdPrefix = PrefixOf(policy) })];
        AddHawkWithoutName();
    }

    AuthenticationPolicy? Read(string name, SettingValue listed)
    {
        var key = $"multiauth.policy.{name}.use";
        var use = sources.Find(key);
        if (use is null && name != "basicauth")
        {
            report.Add(new(listed.Name, listed.Line, $"{listed.Name} lists '{name}', but {key} is not set; accepted: {Accepted}."));
            return null;
        }

        var module = use?.AsWord() ?? "kinto.core.authentication.BasicAuthAuthenticationPolicy";
        if (!_classes.TryGetValue(module, out var kind))
        {
            RefuseUnknown(name, use!, module);
            return null;
        }

        var policy = new AuthenticationPolicy { Name = name, Kind = kind, UserIdPrefix = name };
        if (kind is AuthenticationPolicyKind.OpenId)
        {
            if (new OpenIdPolicyReader(name, sources, report).Read(use!) is not { } openId)
                return null;
            policy = policy with { OpenId = openId };
        }

        return sources.Find($"multiauth.policy.{name}.realm") is { IsEmpty: false } realm ? policy with { Realm = realm.AsText() } : policy;
    }

    void RefuseUnknown(string name, SettingValue use, string module)
    {
        var what = $"The policy '{name}' is not known";
        if (options.SkipUnknownPolicies)
            report.Notice($"{what} ({use.Name}); it is skipped, and nobody is authenticated by it.");
        else
            report.Add(new(use.Name, use.Line, $"{what}: {use.Name} is '{module}'; accepted: {Accepted}, or kintohawk.skip_unknown_policies = true to start without the policy."));
    }

    // kinto-hawk opens sessions whether or not a policy accepts them. Sessions that nobody accepts help no one.
    void AddHawkWithoutName()
    {
        if (!options.HawkIncluded || options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.Hawk))
            return;
        report.Notice($"includes lists {PluginModules.Hawk} but {Key} has no Hawk policy; one is added at the end, and its users are accounts.");
        var name = options.Policies.Any(static policy => policy.Name == "hawk") ? "hawk-sessions" : "hawk";
        options.Policies = [.. options.Policies, new AuthenticationPolicy { Name = name, Kind = AuthenticationPolicyKind.Hawk, UserIdPrefix = "account" }];
    }

    // The accounts policy of the reference has a name of its own; the others take theirs from the settings.
    string PrefixOf(AuthenticationPolicy policy) => policy.Kind switch
    {
        AuthenticationPolicyKind.Account => "account",
        AuthenticationPolicyKind.Hawk when options.HawkPrincipal is HawkPrincipal.Account => "account",
        _ => policy.Name.ToLowerInvariant(),
    };

    static string Accepted => string.Join(", ", _classes.Keys);
}
