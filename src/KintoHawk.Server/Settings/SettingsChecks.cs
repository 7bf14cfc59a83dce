namespace KintoHawk.Server.Settings;

/// <summary>What no single setting can tell: whether the settings fit together.</summary>
static class SettingsChecks
{
    public static void Run(KintoHawkOptions options, SettingSources sources, PolicySettings policies, SettingsReport report)
    {
        BackendChecks.Run(options, sources, report);
        if (options.AccountsIncluded)
            CheckAccounts(options, sources, policies, report);
        if (!options.HawkIncluded && options.Policies.Any(static policy => policy.Kind is AuthenticationPolicyKind.Hawk))
            report.Notice($"multiauth.policies has a Hawk policy but includes does not list {PluginModules.Hawk}: sessions cannot be opened here.");
        MetricsSettings.Check(options, sources, report);
        if (options.UserIdHmacSecret.Length == 0)
            report.Notice("userid_hmac_secret is not set: user ids and cache keys can be computed by anybody. Set it to a long random text.");
    }

    static void CheckAccounts(KintoHawkOptions options, SettingSources sources, PolicySettings policies, SettingsReport report)
    {
        if (options.StorageBackend is BackendKind.Memory)
            report.Notice("storage_backend is memory: accounts are lost when the server stops, and create-user cannot reach them.");

        if (!policies.DescribesAccounts)
        {
            report.Add(new(
                "includes",
                sources.Find("includes")?.Line,
                $"includes lists {PluginModules.Accounts}, but no policy is an account policy; accepted: a multiauth.policy.NAME.use that is kinto.plugins.accounts.AccountsPolicy."));
        }

        var kinds = options.Policies.Select(static policy => policy.Kind).ToList();
        var basic = kinds.IndexOf(AuthenticationPolicyKind.BasicAuth);
        var account = kinds.LastIndexOf(AuthenticationPolicyKind.Account);
        if (basic >= 0 && basic < account)
        {
            const string key = "multiauth.policies";
            var listed = sources.Find(key);
            report.Add(new(
                listed?.Name ?? key,
                listed?.Line,
                $"{listed?.Name ?? key} has '{options.Policies[basic].Name}' before '{options.Policies[account].Name}', so that no account is ever recognised; accepted: the account policy first."));
        }

        // Who may create accounts may create them for others only as an administrator; anything between is a mistake, as in the reference.
        var lost = options.PrincipalsFor("account", "create").Except(options.PrincipalsFor("account", "write"), StringComparer.Ordinal)
            .Where(static principal => principal != "system.Everyone").ToList();
        if (lost.Count > 0 && sources.Find("account_create_principals") is { } creators)
        {
            report.Add(new(
                creators.Name,
                creators.Line,
                $"{creators.Name} has '{string.Join(' ', lost)}', which account_write_principals does not have; accepted: system.Everyone and principals of account_write_principals."));
        }
    }
}
