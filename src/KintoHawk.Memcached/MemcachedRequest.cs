namespace KintoHawk.Memcached;

/// <summary>A question on its way.</summary>
/// <param name="command">The bytes to send, all of them.</param>
/// <param name="key">The key of the value that may come back; null when the answer is one line.</param>
sealed class MemcachedRequest(byte[] command, byte[]? key)
{
    readonly TaskCompletionSource<MemcachedReply> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public byte[] Command => command;

    public byte[]? Key => key;

    public Task<MemcachedReply> Answer => _answer.Task;

    public void Complete(MemcachedReply reply) => _answer.TrySetResult(reply);

    public void Fail(MemcachedException failure)
    {
        _answer.TrySetException(failure);
        // Whoever asked may have given up: nobody then looks at it.
        _ = _answer.Task.Exception;
    }
}
