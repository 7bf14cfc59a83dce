namespace KintoHawk.Sqlite;

/// <summary>The fixed statements, each in a file named after what it does.</summary>
static class Sql
{
    public static string AddAccess { get; } = Load("Sql.add-access");

    public static string AddMember { get; } = Load("Sql.add-member");

    public static string ArchiveAll { get; } = Load("Sql.archive-all");

    public static string ArchiveBelow { get; } = Load("Sql.archive-below");

    public static string ArchiveClocks { get; } = Load("Sql.archive-clocks");

    public static string ArchivePartition { get; } = Load("Sql.archive-partition");

    public static string Connect { get; } = Load("Sql.connect");

    public static string CountLive { get; } = Load("Sql.count-live");

    public static string CountObjects { get; } = Load("Sql.count-objects");

    public static string DeleteAccess { get; } = Load("Sql.delete-access");

    public static string DeleteAccessBelow { get; } = Load("Sql.delete-access-below");

    public static string DeleteEntries { get; } = Load("Sql.delete-entries");

    public static string DeleteMembers { get; } = Load("Sql.delete-members");

    public static string DeleteMembersBelow { get; } = Load("Sql.delete-members-below");

    public static string DeleteMemberships { get; } = Load("Sql.delete-memberships");

    public static string DeleteMetadata { get; } = Load("Sql.delete-metadata");

    public static string DeleteObject { get; } = Load("Sql.delete-object");

    public static string DeleteObjectsBelow { get; } = Load("Sql.delete-objects-below");

    public static string DeletePermission { get; } = Load("Sql.delete-permission");

    public static string DeleteTimestampsBelow { get; } = Load("Sql.delete-timestamps-below");

    public static string EveryPartitionTimestamp { get; } = Load("Sql.every-partition-timestamp");

    public static string FindAccess { get; } = Load("Sql.find-access");

    public static string FindClocksBelow { get; } = Load("Sql.find-clocks-below");

    public static string FindEntries { get; } = Load("Sql.find-entries");

    public static string FindGroups { get; } = Load("Sql.find-groups");

    public static string FindGroupsNamedIn { get; } = Load("Sql.find-groups-named-in");

    public static string FindHeld { get; } = Load("Sql.find-held");

    public static string FindIds { get; } = Load("Sql.find-ids");

    public static string FindIdsInEveryPartition { get; } = Load("Sql.find-ids-in-every-partition");

    public static string FindMembers { get; } = Load("Sql.find-members");

    public static string FindMetadata { get; } = Load("Sql.find-metadata");

    public static string FindRow { get; } = Load("Sql.find-row");

    public static string FindShared { get; } = Load("Sql.find-shared");

    public static string FindVersion { get; } = Load("Sql.find-version");

    public static string Flush { get; } = Load("Sql.flush");

    public static string HasSchema { get; } = Load("Sql.has-schema");

    public static string IsMember { get; } = Load("Sql.is-member");

    public static string IsTaken { get; } = Load("Sql.is-taken");

    public static string ListAllNewestFirst { get; } = Load("Sql.list-all-newest-first");

    public static string ListAllOldestFirst { get; } = Load("Sql.list-all-oldest-first");

    public static string ListEveryPartition { get; } = Load("Sql.list-every-partition");

    public static string ListLiveNewestFirst { get; } = Load("Sql.list-live-newest-first");

    public static string ListLiveOldestFirst { get; } = Load("Sql.list-live-oldest-first");

    public static string PurgeTombstones { get; } = Load("Sql.purge-tombstones");

    public static string PutMetadata { get; } = Load("Sql.put-metadata");

    public static string PutObject { get; } = Load("Sql.put-object");

    public static string RememberTimestamp { get; } = Load("Sql.remember-timestamp");

    public static string RememberTimestampsOfTombstones { get; } = Load("Sql.remember-timestamps-of-tombstones");

    public static string SetTimestamp { get; } = Load("Sql.set-timestamp");

    /// <summary>The migrations in order: the first makes schema version 1, and so on.</summary>
    public static IReadOnlyList<string> Migrations { get; } = [Load("Migrations.0001")];

    /// <summary>The statements of the cache.</summary>
    public static class Cache
    {
        public static string Extend { get; } = Load("Sql.Cache.extend");

        public static string Flush { get; } = Load("Sql.Cache.flush");

        public static string FlushAll { get; } = Load("Sql.Cache.flush-all");

        public static string Get { get; } = Load("Sql.Cache.get");

        public static string HasSchema { get; } = Load("Sql.Cache.has-schema");

        public static string Remove { get; } = Load("Sql.Cache.remove");

        public static string Schema { get; } = Load("Sql.Cache.schema");

        public static string Set { get; } = Load("Sql.Cache.set");

        public static string Sweep { get; } = Load("Sql.Cache.sweep");

        public static string TryAdd { get; } = Load("Sql.Cache.try-add");
    }

    static string Load(string name)
    {
        using var stream = typeof(Sql).Assembly.GetManifestResourceStream($"KintoHawk.Sqlite.{name}.sql")
            ?? throw new InvalidOperationException($"The statement {name} is missing from the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
