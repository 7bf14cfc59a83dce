using KintoHawk.Nodes.Tests.Serving;

namespace KintoHawk.Nodes.Tests.Load;

/// <summary>Clients that write and read at all nodes while databases are killed and come back, and what they may be answered.</summary>
sealed class OutageLoad : IAsyncDisposable
{
    const int Clients = 8;

    /// <summary>How long a client waits after an outage: far less than it is asked to, so that the first success is found when it is possible.</summary>
    static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);

    readonly Cluster _cluster;
    readonly string _records;
    readonly Login _login;
    readonly OutageClient[] _clients;
    readonly Task _running;
    volatile Recovery _recovery;
    volatile bool _isOver;

    OutageLoad(Cluster cluster, string records, bool sessionsSurvive)
    {
        _cluster = cluster;
        _records = records;
        _login = new Login(cluster, sessionsSurvive);
        _recovery = new Recovery(cluster.Nodes.Count, 1);
        _clients = [.. Enumerable.Range(0, Clients).Select(number => new OutageClient(number, this, records))];
        _running = Race.RunAsync(Clients, number => _clients[number].RunAsync());
    }

    /// <summary>True when the clients stop.</summary>
    public bool IsOver => _isOver;

    /// <summary>Starts the clients.</summary>
    /// <param name="cluster">The nodes.</param>
    /// <param name="sessionsSurvive">True where no session may be lost.</param>
    public static async Task<OutageLoad> StartAsync(Cluster cluster, bool sessionsSurvive) => new(cluster, await cluster.AddCollectionAsync(), sessionsSurvive);

    /// <summary>Lets the clients work, and then a database go and come back.</summary>
    /// <param name="go">Kills it.</param>
    /// <param name="meanwhile">What is true while it is away.</param>
    /// <param name="comeBack">Brings it back; returns when it accepts connections.</param>
    /// <returns>How long it took until all nodes had answered a request with success.</returns>
    public async Task<TimeSpan> OutageAsync(Func<Task> go, Func<Task> meanwhile, Func<Task> comeBack)
    {
        var recovery = _recovery = new Recovery(_cluster.Nodes.Count, 20 * Clients);
        await WhileRunningAsync(recovery.Working.Reached);
        await Moment.RandomAsync();
        await go();
        await WhileRunningAsync(recovery.AllOut);
        await meanwhile();
        await comeBack();
        recovery.Return();
        await WhileRunningAsync(recovery.AllBack);
        return recovery.Longest;
    }

    /// <summary>Stops the clients, and compares what every node shows with what was acknowledged.</summary>
    public async Task FinishAsync()
    {
        _isOver = true;
        await _running;
        for (var node = 0; node < _cluster.Nodes.Count; node++)
        {
            var there = await AllRecordsAsync(node);
            foreach (var client in _clients)
                client.Settle(there);
            Assert.Empty(there);
        }
    }

    /// <summary>Sends requests that were accepted a second time: each must be refused, at whichever node.</summary>
    public async Task AssertNothingIsAcceptedAgainAsync(Func<Answer, bool> isRefused)
    {
        foreach (var call in _clients.SelectMany(static client => client.Accepted))
            for (var node = 0; node < _cluster.Nodes.Count; node++)
                Assert.True(await _cluster.Node(node).SendAsync(call) is var answer && isRefused(answer), $"{call.Method} {call.Path} was answered twice: {answer}");
    }

    /// <summary>Signs and sends for a client.</summary>
    /// <returns>The request as it was sent, and its answer; null when it is not known what became of it.</returns>
    public async Task<(Call Sent, Answer? Answer)> SendAsync(Call call, int number)
    {
        while (true)
        {
            var session = _login.Current;
            var signed = call.SignedBy(session);
            var answer = await _cluster.Node(number).SendAsync(signed);
            if (answer.Status == 401)
            {
                // Refused before anything was done, by a node that could ask its cache about the session. The login takes a password check, whose time is no
                // part of the recovery.
                _recovery.Success(number % _cluster.Nodes.Count);
                await _login.AgainAsync(session, number);
                if (IsOver)
                    return (signed, null);
            }
            else if (answer.IsOutage)
            {
                _recovery.Outage(number % _cluster.Nodes.Count);
                await Task.Delay(_pause, TestContext.Current.CancellationToken);
                return (signed, null);
            }
            else
            {
                Assert.True(answer.Status is 200 or 201 or 404, $"{call.Method} {call.Path}: {answer}\n{_cluster.Node(number).Errors}");
                _recovery.Success(number % _cluster.Nodes.Count);
                return (signed, answer);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isOver = true;
        // A failure of theirs was shown to the test already, or hides behind another.
        await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _login.Dispose();
    }

    /// <summary>Waits for something, and fails with a client that fails meanwhile.</summary>
    async Task WhileRunningAsync(Task moment)
    {
        using var limit = Patience.Limit();
        await await Task.WhenAny(moment, _running).WaitAsync(limit.Token);
    }

    async Task<Dictionary<string, RecordState>> AllRecordsAsync(int node)
    {
        var (_, answer) = await SendAsync(Call.Get(_records + "?_since=%220%22&_limit=5000"), node);
        Assert.NotNull(answer);
        Assert.Null(answer.NextPage);
        return answer.Data.EnumerateArray().ToDictionary(static item => item.GetProperty("id").GetString()!, RecordState.Read, StringComparer.Ordinal);
    }
}
