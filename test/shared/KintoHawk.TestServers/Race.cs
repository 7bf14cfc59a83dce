namespace KintoHawk.TestServers;

/// <summary>Starts contenders together.</summary>
public static class Race
{
    /// <summary>Lets all begin at once; their results in their order.</summary>
    public static async Task<TResult[]> RunAsync<TResult>(int contenders, Func<int, Task<TResult>> contender)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var all = Enumerable.Range(0, contenders).Select(RunOneAsync).ToArray();
        gate.SetResult();
        return await Task.WhenAll(all);

        async Task<TResult> RunOneAsync(int number)
        {
            await gate.Task;
            return await contender(number);
        }
    }
}
