using KintoHawk.Backends.Tests.Specs;

namespace KintoHawk.Backends.Tests.PostgreSql;

public sealed class PostgreSqlStorageReads() : StorageReadSpec(new PostgreSqlBackend())
{
    protected override bool CanStoreNul => false;
}

public sealed class PostgreSqlStorageWrites() : StorageWriteSpec(new PostgreSqlBackend());

public sealed class PostgreSqlStorageClocks() : StorageClockSpec(new PostgreSqlBackend());

public sealed class PostgreSqlStoragePermissions() : StoragePermissionSpec(new PostgreSqlBackend())
{
    protected override bool IsInProcess => false;
}

public sealed class PostgreSqlStorageLists() : StorageListSpec(new PostgreSqlBackend())
{
    protected override bool CanStoreNul => false;
}

public sealed class PostgreSqlStorageCascades() : StorageCascadeSpec(new PostgreSqlBackend())
{
    protected override bool CanStoreNul => false;
}

public sealed class PostgreSqlStorageTransactions() : StorageTransactionSpec(new PostgreSqlBackend())
{
    protected override bool ExcludesEveryWriter => false;
}

public sealed class PostgreSqlStorageConcurrency() : StorageConcurrencySpec(new PostgreSqlBackend())
{
    protected override bool ListsAreOfOneState => false;
}

public sealed class PostgreSqlStorageTrims() : StorageTrimSpec(new PostgreSqlBackend());

public sealed class PostgreSqlStorageSurveys() : StorageSurveySpec(new PostgreSqlBackend());

public sealed class PostgreSqlStorageStreams() : StorageStreamSpec(new PostgreSqlBackend());

public sealed class PostgreSqlStorageArchives() : StorageArchiveSpec(new PostgreSqlBackend());
