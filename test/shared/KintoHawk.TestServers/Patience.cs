namespace KintoHawk.TestServers;

/// <summary>How long a test waits.</summary>
public static class Patience
{
    /// <summary>How long anything may take before the test fails; far more than it takes.</summary>
    static readonly TimeSpan _length = TimeSpan.FromSeconds(60);

    /// <summary>Bounds a wait by the patience and by the end of the test.</summary>
    public static CancellationTokenSource Limit()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_length);
        return limit;
    }
}
