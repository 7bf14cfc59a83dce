using System.Net.Sockets;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Upkeep;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.PostgreSql.Inspection;
using KintoHawk.Server.Plugins.OpenId;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Checking;

/// <summary>Tries what a server with these settings would need, without making or changing anything that stays.</summary>
sealed class Checkup(KintoHawkOptions options, TimeProvider time)
{
    const string InMemory = "in memory, lost when the server stops";
    const string KeptTogether = "kept with the storage";

    readonly List<CheckedPart> _parts = [];
    readonly List<string> _notices = [];

    /// <summary>What an operator should know, once it has run.</summary>
    public IReadOnlyList<string> Notices => _notices;

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
        if (options.StorageBackend is BackendKind.Memory)
        {
            _parts.Add(new CheckedPart("storage", InMemory, null));
            _parts.Add(new CheckedPart("permission", KeptTogether, null));
            return;
        }

        try
        {
            var schemas = await Schemas.OfStorageAsync(options, cancellationToken);
            var parts = schemas.Where(static schema => schema.Role != BackendSchema.Additions)
                .Select(schema => Describe(schema, options.ReadOnly ? schema.RefuseReadOnlyServer() : null)).ToList();
            if (schemas[0].Plan.IsCurrent && schemas.Any(static schema => !schema.Plan.IsCurrent) && !options.ReadOnly)
                parts[0] = parts[0] with { Description = parts[0].Description + ", to get the functions and indexes of this program at the next start" };
            if (options.StorageBackend is BackendKind.PostgreSql)
                await InspectAsync(parts, cancellationToken);
            if (parts.All(static part => part.Failure is null) && schemas.All(static schema => schema.Plan.IsCurrent))
            {
                await using var opened = StorageAtRest.Open(options, time);
                await opened.Storage.CheckAsync(options.ReadOnly, cancellationToken);
            }

            if (parts.Count == 1)
                parts.Add(new CheckedPart("permission", KeptTogether, null));
            _parts.AddRange(parts);
        }
        catch (StorageUnavailableException unavailable)
        {
            _parts.Add(new CheckedPart("storage", Addresses.DisplayOfStorage(options), unavailable.Message));
            _parts.Add(new CheckedPart("permission", KeptTogether, null));
        }

        await CheckReplicaAsync(cancellationToken);
    }

    /// <summary>What a database of Kinto would hold in store for who takes it over.</summary>
    async Task InspectAsync(List<CheckedPart> parts, CancellationToken cancellationToken)
    {
        foreach (var finding in await PostgreSqlInspection.OfObjectsAsync(Addresses.OfObjects(options), willWrite: !options.ReadOnly, cancellationToken))
        {
            if (!finding.IsFailure)
                _notices.Add("storage: " + finding.Text);
            else if (parts[0].Failure is null)
                parts[0] = parts[0] with { Failure = finding.Text };
        }
    }

    async Task CheckReplicaAsync(CancellationToken cancellationToken)
    {
        if (Addresses.OfReplica(options) is not { } replica)
            return;
        string? failure = null;
        try
        {
            foreach (var finding in await PostgreSqlInspection.OfReplicaAsync(Addresses.OfObjects(options), replica, cancellationToken))
            {
                if (finding.IsFailure)
                    failure = finding.Text;
                else
                    _notices.Add(finding.Text);
            }
        }
        catch (StorageUnavailableException unavailable)
        {
            failure = unavailable.Message;
        }

        _parts.Add(new CheckedPart("storage_read", replica.Display, failure));
    }

    async Task CheckCacheAsync(CancellationToken cancellationToken)
    {
        var part = new CheckedPart("cache", options.CacheBackend is BackendKind.Memory ? InMemory : Addresses.DisplayOfCache(options), null);
        try
        {
            var schema = await Schemas.OfCacheAsync(options, cancellationToken);
            if (schema is not null)
                part = Describe(schema, refusal: null);
            if (part.Failure is null && Backends.RefuseOneFile(options) is { } refusal)
                part = part with { Failure = refusal };
            if (part.Failure is null && schema is null or { Plan.IsCurrent: true })
            {
                _notices.AddRange((await Backends.CheckCacheAsync(options, time, cancellationToken)).Select(static risk => "cache: " + risk));
                if (options.CacheBackend is BackendKind.PostgreSql && options.HawkIncluded)
                    _notices.AddRange((await PostgreSqlInspection.OfSessionsAsync(Addresses.OfPostgreSqlCache(options), options.CachePrefix, cancellationToken)).Select(static finding => "cache: " + finding.Text));
            }
        }
        catch (Exception unavailable) when (unavailable is CacheUnavailableException or StorageUnavailableException)
        {
            part = part with { Failure = unavailable.Message };
        }

        _parts.Add(part);
    }

    static CheckedPart Describe(BackendSchema schema, string? refusal)
    {
        var plan = schema.Plan;
        var (description, failure) = plan switch
        {
            _ when refusal is not null => (plan.Place, refusal),
            { IsCurrent: true } => ($"{plan.Place}, schema version {plan.Version}", null),
            { Exists: false } => ($"{plan.Place}, to be made at the first start", schema.Backend is BackendKind.Sqlite ? RefuseFolderOf(plan.Place) : null),
            _ => ($"{plan.Place}, to be updated from schema version {plan.Version} to {plan.Target} at the next start", null),
        };
        return new CheckedPart(schema.Role, description, failure);
    }

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
