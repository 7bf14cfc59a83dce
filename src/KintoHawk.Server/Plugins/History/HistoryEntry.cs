using System.Buffers;
using System.Globalization;
using KintoHawk.Core.Json;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Api;
using KintoHawk.Server.Resources;

namespace KintoHawk.Server.Plugins.History;

/// <summary>The form of an entry (kinto-plugins §3), with its members in the order of the reference.</summary>
static class HistoryEntry
{
    public static FieldPath Action { get; } = new("action");

    public static FieldPath UserId { get; } = new("user_id");

    public static FieldPath ResourceName { get; } = new("resource_name");

    public static FieldPath CollectionId { get; } = new("collection_id");

    public static FieldPath RecordId { get; } = new("record_id");

    /// <summary>The object as it was after the change.</summary>
    public static FieldPath TargetData { get; } = new("target.data");

    public static FieldPath TargetLastModified { get; } = new("target.data.last_modified");

    /// <summary>The fields that can be asked for, and no others.</summary>
    public static IReadOnlySet<string> Fields { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "user_id", "uri", "action", "date", "resource_name", "bucket_id", "collection_id", "group_id", "record_id", "target",
    };

    /// <summary>The entry of a change, in the bucket where it happened.</summary>
    public static Change.Put Of(Impact impact, string? userId, DateTimeOffset now)
    {
        var (path, kind) = (impact.Path, impact.Path.Resource.Name);
        var data = new ArrayBufferWriter<byte>(impact.Data.Length + 512);
        var json = new WireWriter(data).StartObject()
            .Name("date").String(now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture))
            .Name("target").StartObject().Name("data");
        var stampOffset = impact.Action is ChangeAction.Delete ? WriteTombstone(path, json) : WriteObject(path, impact.Data, json);
        WritePermissions(impact.Access, json.Name("permissions"));
        json.EndObject()
            .Name("action").String(NameOf(impact.Action))
            .Name("uri").String(path.Uri)
            .Name("user_id").String(userId)
            .Name("resource_name").String(kind);
        if (path.Resource == Resource.Record)
            json.Name("collection_id").String(path.Parent!.Id);
        json.Name($"{kind}_id").String(path.Id).EndObject();

        var entry = new ObjectPath(Resource.History, path.Chain[0].Uri, Resource.History.IdRule.Generate());
        return new Change.Put(entry, data.WrittenMemory, LastModified: null, Expected.Absent) { Stamp = new Stamp(impact.Change, stampOffset) };
    }

    public static string NameOf(ChangeAction action) => action switch
    {
        ChangeAction.Create => "create",
        ChangeAction.Update => "update",
        _ => "delete",
    };

    /// <returns>Where the timestamp belongs.</returns>
    static int WriteTombstone(ObjectPath path, WireWriter json)
    {
        var offset = WriteEmpty(json.StartObject().Name("last_modified"));
        json.Name("id").String(path.Id).Name("deleted").Boolean(true).EndObject();
        return offset;
    }

    /// <returns>Where the timestamp belongs.</returns>
    static int WriteObject(ObjectPath path, ReadOnlyMemory<byte> data, WireWriter json)
    {
        json.StartObject();
        if (JsonSplice.Members(data.Span) is { IsEmpty: false } members)
            json.Raw(members);
        var offset = WriteEmpty(json.Name("id").String(path.Id).Name("last_modified"));
        json.EndObject();
        return offset;
    }

    /// <summary>Leaves the place of a value to the storage.</summary>
    static int WriteEmpty(WireWriter json)
    {
        json.Raw(default);
        return ((ArrayBufferWriter<byte>)json.Output).WrittenCount;
    }

    static void WritePermissions(AccessControl access, WireWriter json)
    {
        json.StartObject();
        foreach (var (permission, principals) in access.Entries)
            if (principals.Count > 0)
                json.Name(PermissionNames.NameOf(permission)).Strings(principals);
        json.EndObject();
    }
}
