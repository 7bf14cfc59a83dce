namespace KintoHawk.Sqlite.Engine;

/// <summary>A write that shares a transaction with its neighbours in the queue.</summary>
abstract class SharedJob : WriteJob
{
    /// <summary>Does the work, and remembers the answer.</summary>
    public abstract void Execute(Connection connection);

    /// <summary>Hands out the answer. Called when it is durable.</summary>
    public abstract void Complete();
}

/// <summary>A write with an answer.</summary>
sealed class SharedJob<TResult>(Func<Connection, TResult> work) : SharedJob
{
    readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    TResult? _result;

    public Task<TResult> Task => _completion.Task;

    public override void Execute(Connection connection) => _result = work(connection);

    public override void Complete() => _completion.TrySetResult(_result!);

    public override void Fail(Exception exception) => _completion.TrySetException(exception);

    protected override void Cancel(CancellationToken cancellationToken) => _completion.TrySetCanceled(cancellationToken);
}
