using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Diagnostics;

/// <summary>
/// The reference's operation that is nearest to one of ours. It needs several where we need one, so a name stands for the whole of ours: a read, for
/// example, is a <c>get</c> of the storage although it also answers what the caller may do. docs/operations/metrics.md has the table.
/// </summary>
static class StorageOperations
{
    public const string Storage = "storage";
    public const string Permission = "permission";
    public const string Cache = "cache";

    public static string Of(ObjectQuery query) => query switch
    {
        { CountOnly: true } => "count_all",
        { Limit: 0 } => "resource_timestamp",
        _ => "list_all",
    };

    /// <summary>The backend and the operation of a command: those of its first change of an object, else of its first change at all.</summary>
    public static (string Backend, string Operation) Of(ChangeSet changes)
    {
        var first = changes.Changes.FirstOrDefault(static change => change is Change.Put or Change.Delete) ?? (changes.Changes is [var other, ..] ? other : null);
        return first switch
        {
            Change.Put { Expected: var expected } => (Storage, expected == Expected.Absent ? "create" : "update"),
            Change.Delete => (Storage, changes.Changes.Count(static change => change is Change.Delete) > 1 ? "delete_all" : "delete"),
            Change.Trim => (Storage, "trim_objects"),
            Change.SetMembers => (Permission, "add_user_principal"),
            Change.SetAccess => (Permission, "replace_object_permissions"),
            _ => (Storage, "update"),
        };
    }
}
