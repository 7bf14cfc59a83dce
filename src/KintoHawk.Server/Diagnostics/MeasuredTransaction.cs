using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Diagnostics;

/// <summary>A transaction whose operations are timed.</summary>
sealed class MeasuredTransaction(IStorageTransaction inner, ServerMetrics metrics) : MeasuredStorage(inner, metrics), IStorageTransaction
{
    readonly ServerMetrics _metrics = metrics;
    readonly IStorageTransaction _inner = inner;

    public async ValueTask<IReadOnlyList<ChangeOutcome>> ApplyManyAsync(IReadOnlyList<ChangeSet> commands, CancellationToken cancellationToken)
    {
        var (backend, operation) = commands is [var first, ..] ? StorageOperations.Of(first) : (StorageOperations.Storage, "update");
        using (_metrics.Backend(backend, operation))
            return await _inner.ApplyManyAsync(commands, cancellationToken);
    }

    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        using (_metrics.Backend(StorageOperations.Storage, "commit"))
            await _inner.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
