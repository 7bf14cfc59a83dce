using KintoHawk.Backends.Tests.Specs;

namespace KintoHawk.Backends.Tests.Sqlite;

public sealed class SqliteStorageReads() : StorageReadSpec(new SqliteBackend());

public sealed class SqliteStorageWrites() : StorageWriteSpec(new SqliteBackend());

public sealed class SqliteStorageClocks() : StorageClockSpec(new SqliteBackend());

public sealed class SqliteStoragePermissions() : StoragePermissionSpec(new SqliteBackend());

public sealed class SqliteStorageLists() : StorageListSpec(new SqliteBackend());

public sealed class SqliteStorageCascades() : StorageCascadeSpec(new SqliteBackend());

public sealed class SqliteStorageTransactions() : StorageTransactionSpec(new SqliteBackend());

public sealed class SqliteStorageConcurrency() : StorageConcurrencySpec(new SqliteBackend());

public sealed class SqliteStorageTrims() : StorageTrimSpec(new SqliteBackend());

public sealed class SqliteStorageSurveys() : StorageSurveySpec(new SqliteBackend());

public sealed class SqliteStorageStreams() : StorageStreamSpec(new SqliteBackend());

public sealed class SqliteStorageArchives() : StorageArchiveSpec(new SqliteBackend());
