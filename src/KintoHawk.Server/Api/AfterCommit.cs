namespace KintoHawk.Server.Api;

/// <summary>Work that may only happen once the changes of a request are durable, such as revoking the sessions of a changed account.</summary>
sealed class AfterCommit
{
    readonly List<Func<CancellationToken, ValueTask>> _work = [];

    public void Add(Func<CancellationToken, ValueTask> work) => _work.Add(work);

    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        foreach (var work in _work)
            await work(cancellationToken);
        _work.Clear();
    }
}
