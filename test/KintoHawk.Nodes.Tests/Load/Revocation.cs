namespace KintoHawk.Nodes.Tests.Load;

/// <summary>A request that ends sessions, and how far it is.</summary>
/// <param name="clients">How many clients must be at work before it is sent.</param>
sealed class Revocation(int clients)
{
    volatile bool _hasBegun;
    volatile bool _isMade;

    /// <summary>Counts the clients that are at work.</summary>
    public Countdown Working { get; } = new(clients);

    /// <summary>True from just before the request is sent.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>True once the answer is there.</summary>
    public bool IsMade => _isMade;

    /// <summary>Sends the request.</summary>
    public async Task MakeAsync(ServerProcess server, Call call)
    {
        _hasBegun = true;
        var answer = await server.SendAsync(call);
        Assert.True(answer.Status == 200, $"{answer}\n{server.LinesWith("answered with 503")}");
        _isMade = true;
    }
}
