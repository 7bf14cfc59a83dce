using KintoHawk.Backends.Tests.Specs;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class PostgreSqlTwoDatabasesReads() : StorageReadSpec(new PostgreSqlBackend(ofTwoDatabases: true))
{
    protected override bool CanStoreNul => false;
}

public sealed class PostgreSqlTwoDatabasesPermissions() : StoragePermissionSpec(new PostgreSqlBackend(ofTwoDatabases: true))
{
    protected override bool IsInProcess => false;
}

public sealed class PostgreSqlTwoDatabasesLists() : StorageListSpec(new PostgreSqlBackend(ofTwoDatabases: true))
{
    protected override bool CanStoreNul => false;
}

public sealed class PostgreSqlTwoDatabasesSurveys() : StorageSurveySpec(new PostgreSqlBackend(ofTwoDatabases: true));

public sealed class PostgreSqlTwoDatabasesStreams() : StorageStreamSpec(new PostgreSqlBackend(ofTwoDatabases: true));

public sealed class PostgreSqlTwoDatabasesArchives() : StorageArchiveSpec(new PostgreSqlBackend(ofTwoDatabases: true));
