using System.Net.Sockets;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Checking;

/// <summary>Tries what a server with these settings would need, without making or changing anything that stays.</summary>
sealed class Checkup(KintoHawkOptions options, TimeProvider time)
{
    readonly List<CheckedPart> _parts = [];

    public async Task<IReadOnlyList<CheckedPart>> RunAsync(CancellationToken cancellationToken)
    {
        await CheckStorageAsync(cancellationToken);
        await CheckCacheAsync(cancellationToken);
        await CheckListenerAsync(cancellationToken);
        CheckAssets();
        // Each has its own time limit; together they take no longer than one.
        _parts.AddRange(await Task.WhenAll(options.Policies.Where(static policy => policy.OpenId is not null).Select(policy => CheckProviderAsync(policy, cancellationToken))));
        return _parts;
    }

    async Task CheckStorageAsync(CancellationToken cancellationToken)
    {
        var (description, failure) = ("in memory, lost when the server stops", (string?)null);
        try
        {
            if (Schemas.OfStorage(options) is { } plan)
            {
                (description, failure) = Describe(plan, mayChange: !options.ReadOnly || !plan.Exists);
                if (plan.IsCurrent)
                {
                    await using var storage = Backends.OpenStorageAtRest(options, time);
                    await storage.CheckAsync(options.ReadOnly, cancellationToken);
                }
            }
        }
        catch (StorageUnavailableException unavailable)
        {
            (description, failure) = (options.StorageUrl, unavailable.Message);
        }

        _parts.Add(new CheckedPart("storage", description, failure));
        _parts.Add(new CheckedPart("permission", "kept with the storage", null));
    }

    async Task CheckCacheAsync(CancellationToken cancellationToken)
    {
        var (description, failure) = ("in memory, lost when the server stops", (string?)null);
        try
        {
            if (Schemas.OfCache(options) is { } plan)
            {
                (description, failure) = Describe(plan, mayChange: true);
                failure ??= Backends.RefuseOneFile(options);
                if (plan.IsCurrent && failure is null)
                    await Backends.CheckCacheAsync(options, time, cancellationToken);
            }
        }
        catch (CacheUnavailableException unavailable)
        {
            (description, failure) = (options.CacheUrl, unavailable.Message);
        }

        _parts.Add(new CheckedPart("cache", description, failure));
    }

    static (string Description, string? Failure) Describe(MigrationPlan plan, bool mayChange) => plan switch
    {
        { IsCurrent: true } => ($"{plan.Place}, schema version {plan.Version}", null),
        { Exists: false } => ($"{plan.Place}, to be made at the first start", RefuseFolderOf(plan.Place)),
        _ when mayChange => ($"{plan.Place}, to be updated from schema version {plan.Version} to {plan.Target} at the next start", null),
        _ => (plan.Place, $"it has schema version {plan.Version}, this program wants {plan.Target}, and readonly is true; run 'kintohawk migrate' with readonly = false first"),
    };

    /// <summary>The embedded default makes its own folder; any other must be there.</summary>
    static string? RefuseFolderOf(string path) =>
        Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && (Directory.Exists(folder) || Path.GetFileName(folder) == SettingsSource.DefaultData)
            ? null
            : "its folder does not exist";

    async Task CheckListenerAsync(CancellationToken cancellationToken)
    {
        var listen = new ListenAddress(options.ListenHost ?? ListenAddress.DefaultHost, options.ListenPort ?? SettingsReader.DefaultPort);
        string? failure = null;
        try
        {
            await listen.ResolveAsync(cancellationToken);
        }
        catch (SocketException unknown)
        {
            failure = unknown.Message;
        }

        _parts.Add(new CheckedPart("listener", listen.ToString(), failure));
    }

    void CheckAssets()
    {
        if (options.AdminAssetsPath is { Length: > 0 } folder && options.Includes.Contains("kinto.plugins.admin", StringComparer.Ordinal))
            _parts.Add(new CheckedPart("admin", folder, Directory.Exists(folder) ? null : "the folder of admin_assets_path does not exist"));
    }

    async Task<CheckedPart> CheckProviderAsync(AuthenticationPolicy policy, CancellationToken cancellationToken) =>
        new($"openid {policy.Name}", policy.OpenId!.Issuer, await OpenIdReachability.FindFailureAsync(policy, time, cancellationToken));
}
