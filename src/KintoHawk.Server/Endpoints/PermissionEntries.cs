using System.Buffers;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Settings;

namespace KintoHawk.Server.Endpoints;

/// <summary>What a caller may do, object by object: the stored entries and the rights that settings give, as <c>/permissions</c> lists them (kinto-api §15).</summary>
sealed class PermissionEntries(KintoHawkOptions options)
{
    /// <summary>The URI of the imaginary object on which buckets and accounts are created.</summary>
    const string RootUri = "/";

    static readonly Resource[] _kinds = [Resource.Bucket, Resource.Group, Resource.Collection, Resource.Record, Resource.Account];

    /// <summary>The kinds for which a setting gives rights on every object there is. Records and accounts are too many to list for that.</summary>
    static readonly Resource[] _listedWhole = [Resource.Bucket, Resource.Group, Resource.Collection];

    /// <summary>The entries, each as an object whose id is that of what it is about (empty for the root), ordered by URI. They are written as they are read.</summary>
    public async ValueTask<IEnumerable<StoredObject>> FindAsync(IStorage storage, Caller caller, CancellationToken cancellationToken)
    {
        var principals = await storage.FindPrincipalsAsync(caller, cancellationToken);
        var held = new SortedDictionary<string, Permission>(StringComparer.Ordinal);
        foreach (var entry in await storage.FindEntriesAsync([.. principals], cancellationToken))
            Add(held, entry.Uri, entry.Permission);
        var bySettings = BySettings(principals);
        foreach (var kind in _listedWhole)
            if (bySettings.TryGetValue(kind.Name, out var permissions))
                foreach (var uri in await storage.FindUrisAsync(kind, cancellationToken))
                    Add(held, uri, permissions);

        return Write(held, bySettings.GetValueOrDefault("root"));
    }

    IEnumerable<StoredObject> Write(SortedDictionary<string, Permission> held, Permission onRoot)
    {
        if (onRoot != Permission.None)
            yield return RootEntry(onRoot);
        foreach (var (uri, permissions) in held)
            if (ObjectPath.TryParse(uri, out var path) && (path.Resource != Resource.Account || options.AccountsIncluded))
                yield return Entry(path, permissions);
    }

    static void Add(SortedDictionary<string, Permission> held, string uri, Permission permission) =>
        held[uri] = held.GetValueOrDefault(uri) | permission;

    /// <summary>What settings give these principals, by the name of the kind they hold it on: creating something is held on what contains it.</summary>
    Dictionary<string, Permission> BySettings(IReadOnlyList<string> principals)
    {
        var given = new Dictionary<string, Permission>(StringComparer.Ordinal);
        foreach (var kind in _kinds)
        {
            if (kind == Resource.Account && !options.AccountsIncluded)
                continue;
            Give(kind.Name, "read", kind.Name, Permission.Read);
            Give(kind.Name, "write", kind.Name, Permission.Write);
            Give(kind.Name, "create", kind.Parent?.Name ?? "root", kind.Create);
        }

        return given;

        void Give(string kind, string permission, string holder, Permission right)
        {
            if (options.PrincipalsFor(kind, permission).Any(allowed => principals.Contains(allowed, StringComparer.Ordinal)))
                given[holder] = given.GetValueOrDefault(holder) | right;
        }
    }

    /// <summary>The names of what is held and of what it implies on the same object, never on what is inside.</summary>
    static IEnumerable<string> Implied(Resource kind, Permission held)
    {
        const Permission Read = Permission.Read | Permission.Write;
        var creates = PermissionNames.Each(kind.Permissions & ~Read).ToArray();
        if ((held & Read) != Permission.None)
            yield return PermissionNames.NameOf(Permission.Read);
        // Only where something can be created inside do the attributes take less than reading everything.
        if (creates.Length > 0 && (held & PermissionTree.Sufficient(kind, Question.Read)[kind.Level]) != Permission.None)
            yield return "read:attributes";
        if (held.HasFlag(Permission.Write))
            yield return PermissionNames.NameOf(Permission.Write);
        foreach (var create in creates)
            if ((held & (create | Permission.Write)) != Permission.None)
                yield return PermissionNames.NameOf(create);
    }

    static StoredObject Entry(ObjectPath path, Permission held)
    {
        var output = new ArrayBufferWriter<byte>(256);
        var json = Begin(output, path.Uri, path.Resource.Name, Implied(path.Resource, held));
        foreach (var level in path.Chain)
        {
            if (level == path)
                json.Name("id").String(path.Id);
            json.Name($"{level.Resource.Name}_id").String(level.Id);
        }

        json.EndObject();
        return new StoredObject(path.Id, 0, output.WrittenMemory);
    }

    static StoredObject RootEntry(Permission held)
    {
        var output = new ArrayBufferWriter<byte>(128);
        Begin(output, RootUri, "root", PermissionNames.Each(held).Select(PermissionNames.NameOf)).EndObject();
        return new StoredObject("", 0, output.WrittenMemory);
    }

    static WireWriter Begin(ArrayBufferWriter<byte> output, string uri, string kind, IEnumerable<string> permissions) => new WireWriter(output).StartObject()
        .Name("uri").String(uri)
        .Name("resource_name").String(kind)
        .Name("permissions").Strings(permissions);
}
