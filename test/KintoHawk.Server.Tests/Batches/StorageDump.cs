using System.Text;
using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Querying;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Tests.Batches;

/// <summary>Everything in some buckets, as text: objects, tombstones, access lists and clocks.</summary>
static class StorageDump
{
    public static async Task<string> OfAsync(IStorage storage, IEnumerable<string> buckets, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        await AppendAsync(Resource.Bucket, "");
        foreach (var bucket in buckets.Select(ObjectPath.Bucket))
        {
            await AppendAsync(Resource.Group, bucket.Uri);
            await AppendAsync(Resource.History, bucket.Uri);
            foreach (var collection in await AppendAsync(Resource.Collection, bucket.Uri))
                await AppendAsync(Resource.Record, bucket.Child(Resource.Collection, collection.Id).Uri);
        }

        return text.ToString();

        async Task<IReadOnlyList<StoredObject>> AppendAsync(Resource resource, string parentUri)
        {
            var page = await storage.ListAsync(
                new ObjectQuery
                {
                    Resource = resource,
                    ParentUri = parentUri,
                    IncludeTombstones = true,
                    Limit = int.MaxValue,
                    Sorts = [new Sort(FieldPath.LastModified, Descending: false)],
                    PrivilegedPrincipals = [Caller.Everyone],
                },
                Caller.Anonymous,
                cancellationToken);
            text.Append(resource.Name).Append(" of ").Append(parentUri).Append(": ").Append(page.Timestamp).Append('\n');
            foreach (var row in page.Objects)
            {
                var uri = new ObjectPath(resource, parentUri, row.Id).Uri;
                text.Append(uri).Append(' ').Append(row.LastModified).Append(' ').Append(row.IsTombstone).Append(' ').Append(Encoding.UTF8.GetString(row.Data.Span));
                foreach (var access in (await storage.FindAccessListsAsync([uri], cancellationToken)).Values)
                    foreach (var (permission, principals) in access.Entries.OrderBy(static entry => entry.Key))
                        text.Append(' ').Append(permission).Append('=').AppendJoin(',', principals.Order(StringComparer.Ordinal));
                text.Append('\n');
            }

            return page.Objects;
        }
    }
}
