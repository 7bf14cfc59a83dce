namespace KintoHawk.Sqlite.Engine;

/// <summary>Somebody who wants the writer alone.</summary>
sealed class ExclusiveJob : WriteJob
{
    readonly TaskCompletionSource<WriterLease> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<WriterLease> Task => _completion.Task;

    public void Grant(WriterLease lease) => _completion.TrySetResult(lease);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected override void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
