using System.Security.Cryptography;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Diagnostics;
using KintoHawk.Server.Errors;
using KintoHawk.Server.Resources;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Plugins.History;

/// <summary>Adds the history entries to a command, so that they are there exactly when what they tell has happened.</summary>
sealed class HistoryRecorder(KintoHawkOptions options, ServerMetrics metrics, TimeProvider time) : IChangeInterceptor
{
    readonly HashSet<string> _excludedResources = new(options.HistoryExcludedResources, StringComparer.Ordinal);
    readonly HashSet<string> _excludedUserIds = new(options.HistoryExcludedUserIds, StringComparer.Ordinal);
    readonly HashSet<string> _trimmedUserIds = new(options.HistoryTrimUserIds, StringComparer.Ordinal);

    public bool Watches(Resource resource) =>
        resource == Resource.Bucket || resource == Resource.Group || resource == Resource.Collection || resource == Resource.Record;

    public async ValueTask<ApiError?> OnChangingAsync(ApiRequest request, IStorage storage, IReadOnlyList<Impact> impacts, ChangeSet changes)
    {
        using var timing = metrics.Plugin("history");
        var userId = request.Caller.UserId;
        if (userId is not null && _excludedUserIds.Contains(userId))
            return null;
        Impact[] recorded = [.. impacts.Where(IsRecorded)];
        if (recorded.Length == 0)
            return null;

        var inherited = options.ExplicitPermissions ? await FindReadersAboveAsync(request, storage, recorded[0].Path) : [];
        var now = time.GetUtcNow();
        foreach (var impact in recorded)
        {
            var entry = HistoryEntry.Of(impact, userId, now);
            changes.Add(entry);
            string[] readers = options.ExplicitPermissions ? [.. inherited, .. ReadersIn(impact.Access)] : [];
            if (readers.Length > 0)
                changes.Add(new Change.SetAccess(entry.Path, AccessControl.Empty, AccessControl.Empty.With(Permission.Read, readers)));
        }

        // All impacts of a command are of one kind, in one set.
        if (TrimOf(recorded[0].Path, userId) is { } trim)
            changes.Add(trim);
        return null;
    }

    /// <summary>
    /// A bucket takes its history with it, so nothing is recorded of its deletion. Excluding an object excludes what it contains.
    /// </summary>
    bool IsRecorded(Impact impact)
    {
        if (impact.Path.Resource == Resource.Bucket && impact.Action is ChangeAction.Delete)
            return false;
        if (_excludedResources.Count == 0)
            return true;
        foreach (var path in impact.Path.Chain)
            if (_excludedResources.Contains(path.Uri))
                return false;
        return true;
    }

    /// <summary>Who may read the objects that contain a changed one: they may read its entry, also when they lose that right later.</summary>
    static async ValueTask<IReadOnlyList<string>> FindReadersAboveAsync(ApiRequest request, IStorage storage, ObjectPath path)
    {
        if (path.Parent is not { } parent)
            return [];
        string[] uris = [.. parent.Chain.Select(static ancestor => ancestor.Uri)];
        var lists = await storage.FindAccessListsAsync(uris, request.Cancelled);
        return [.. lists.Values.SelectMany(ReadersIn)];
    }

    static IEnumerable<string> ReadersIn(AccessControl access) => access[Permission.Read].Union(access[Permission.Write]);

    Change.Trim? TrimOf(ObjectPath changed, string? userId)
    {
        if (options.HistoryTrimMaxCount is not { } keep)
            return null;
        var filters = new List<Filter> { new(HistoryEntry.ResourceName, Comparison.Equal, FieldValue.FromString(changed.Resource.Name)) };
        if (_trimmedUserIds.Count > 0)
        {
            if (userId is null || !_trimmedUserIds.Contains(userId))
                return null;
            filters.Add(new Filter(HistoryEntry.UserId, Comparison.Equal, FieldValue.FromString(userId)));
        }

        // To look costs the more the more entries there are, so a large threshold is looked at ten times while it fills up, on average, and not at every write.
        if (options.HistoryTrimThreshold >= 20 && RandomNumberGenerator.GetInt32(options.HistoryTrimThreshold / 10) != 0)
            return null;
        return new Change.Trim(new ObjectPath(Resource.History, changed.Chain[0].Uri, ""), filters, keep, options.HistoryTrimThreshold);
    }
}
