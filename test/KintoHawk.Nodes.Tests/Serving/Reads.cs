namespace KintoHawk.Nodes.Tests.Serving;

/// <summary>Every way to read: all GET endpoints that keep no promise to write.</summary>
static class Reads
{
    /// <param name="records">The path of records r0, r1 and so on.</param>
    public static IEnumerable<Call> Of(string records)
    {
        var collection = records[..records.LastIndexOf('/')];
        return ((string[])
        [
            "", "__lbheartbeat__", "__version__", "__api__", "contribute.json", "permissions",
            "buckets", "buckets/b", "buckets/missing", "buckets/b/groups", "buckets/b/groups/missing", "buckets/b/collections", collection,
            "buckets/b/history", "accounts", "accounts/" + Cluster.Account,
            records, records + "/r0", records + "/missing", records + "?_limit=2", records + "?_sort=-token", records + "?_since=%221%22", records + "?_since=0&_before=%221%22",
            records + "?token=x", records + "?like_token=1", records + "?in_token=a,b", records + "?has_token=true", records + "?min_last_modified=1", records + "?_fields=token",
            collection.Replace("/c", "/never-written", StringComparison.Ordinal) + "/records",
        ]).Select(Call.Get).Append(Call.Get(records + "/r0") with { IfNoneMatch = "\"1\"" });
    }
}
