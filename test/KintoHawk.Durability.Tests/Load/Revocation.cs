namespace KintoHawk.Durability.Tests.Load;

/// <summary>A request that ends every session of the account, and how far it is.</summary>
sealed class Revocation
{
    volatile bool _hasBegun;
    volatile bool _isMade;

    /// <summary>Counts the answers that the clients got, so that the request finds them at work.</summary>
    public Countdown Working { get; } = new(40);

    /// <summary>True from just before the request is sent.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>True once the answer is there.</summary>
    public bool IsMade => _isMade;

    /// <summary>Sends the request.</summary>
    public async Task MakeAsync(ServerProcess server, Call call)
    {
        _hasBegun = true;
        var answer = await server.SendAsync(call);
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        _isMade = true;
    }
}
