using KintoHawk.Backends.Tests.Specs;

namespace KintoHawk.Backends.Tests.Memory;

public sealed class MemoryStorageReads() : StorageReadSpec(new MemoryBackend());

public sealed class MemoryStorageWrites() : StorageWriteSpec(new MemoryBackend());

public sealed class MemoryStorageClocks() : StorageClockSpec(new MemoryBackend());

public sealed class MemoryStoragePermissions() : StoragePermissionSpec(new MemoryBackend());

public sealed class MemoryStorageLists() : StorageListSpec(new MemoryBackend());

public sealed class MemoryStorageCascades() : StorageCascadeSpec(new MemoryBackend());

public sealed class MemoryStorageTransactions() : StorageTransactionSpec(new MemoryBackend());

public sealed class MemoryStorageConcurrency() : StorageConcurrencySpec(new MemoryBackend());

public sealed class MemoryStorageTrims() : StorageTrimSpec(new MemoryBackend());

public sealed class MemoryStorageSurveys() : StorageSurveySpec(new MemoryBackend());

public sealed class MemoryStorageStreams() : StorageStreamSpec(new MemoryBackend());
