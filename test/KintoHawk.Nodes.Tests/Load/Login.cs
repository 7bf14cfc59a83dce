using Hawk;
using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>The session that clients share, opened again by password where it may be lost with the database that has it.</summary>
/// <param name="cluster">The nodes.</param>
/// <param name="survives">True where it must never be lost.</param>
sealed class Login(Cluster cluster, bool survives) : IDisposable
{
    readonly SemaphoreSlim _one = new(1);

    volatile HawkCredential _current = cluster.Session;

    public HawkCredential Current => _current;

    /// <summary>Opens another session than the one that was refused, unless somebody did.</summary>
    public async Task AgainAsync(HawkCredential refused, int node)
    {
        Assert.False(survives, "A session was lost.");
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_current != refused)
                return;
            var answer = await cluster.Node(node).SendAsync(Call.OpenSession().WithPassword(Cluster.Account, Cluster.Password));
            if (!answer.IsOutage)
                _current = Cluster.SessionOf(answer);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();
}
