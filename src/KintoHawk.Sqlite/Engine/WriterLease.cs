namespace KintoHawk.Sqlite.Engine;

/// <summary>The writer's connection, inside a transaction, lent to one owner until it gives it back.</summary>
sealed class WriterLease(Connection connection)
{
    readonly TaskCompletionSource _returned = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Connection Connection { get; } = connection;

    /// <summary>Ends when the owner has given the connection back.</summary>
    public Task Returned => _returned.Task;

    /// <summary>Gives the connection back. What is not committed is undone. Does nothing the second time.</summary>
    public void Return()
    {
        if (_returned.Task.IsCompleted)
            return;
        try
        {
            Connection.RollBack();
        }
        finally
        {
            _returned.TrySetResult();
        }
    }
}
