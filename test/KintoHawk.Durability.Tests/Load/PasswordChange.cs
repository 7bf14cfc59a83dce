using Hawk;
using KintoHawk.Durability.Tests.Serving;

namespace KintoHawk.Durability.Tests.Load;

/// <summary>A change of the password, and how far it is.</summary>
sealed class PasswordChange
{
    volatile bool _hasBegun;
    volatile bool _isMade;

    /// <summary>Counts the answers that the clients got, so that the change finds them at work.</summary>
    public Countdown Working { get; } = new(40);

    /// <summary>True from just before the request is sent.</summary>
    public bool HasBegun => _hasBegun;

    /// <summary>True once the answer is there.</summary>
    public bool IsMade => _isMade;

    public async Task MakeAsync(ServerProcess server, HawkCredential session, string password)
    {
        _hasBegun = true;
        var answer = await server.SendAsync(Call.Put("accounts/" + Installation.Account, $$$"""{"data":{"password":"{{{password}}}"}}""").SignedBy(session));
        Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
        _isMade = true;
    }
}
