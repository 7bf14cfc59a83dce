namespace KintoHawk.Durability.Tests;

/// <summary>Starts contenders together.</summary>
static class Race
{
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
