using KintoHawk.Core.Objects;
using KintoHawk.Core.Permissions;
using KintoHawk.Core.Storage;

namespace KintoHawk.Server.Diagnostics;

/// <summary>Writes without a look before them, timed as updates.</summary>
sealed class MeasuredGuardedPuts(IGuardedPuts inner, ServerMetrics metrics) : IGuardedPuts
{
    public IReadOnlyList<StoredObject>? RecallAncestors(ObjectPath path) => inner.RecallAncestors(path);

    public async ValueTask<GuardedPutOutcome> PutAsync(GuardedPut put, Caller caller, CancellationToken cancellationToken)
    {
        using (metrics.Backend(StorageOperations.Storage, "update"))
            return await inner.PutAsync(put, caller, cancellationToken);
    }
}
