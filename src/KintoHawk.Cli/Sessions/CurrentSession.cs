using System.Diagnostics.CodeAnalysis;
using Hawk;

namespace KintoHawk.Cli.Sessions;

/// <summary>The session that was kept, ready to sign.</summary>
/// <param name="Api">Its server.</param>
/// <param name="User">Its account.</param>
/// <param name="Session">Its secrets.</param>
sealed record CurrentSession(ApiUrl Api, string User, HawkSession Session)
{
    /// <summary>Reads it; says on standard error why there is none.</summary>
    public static bool TryRead([NotNullWhen(true)] out CurrentSession? current)
    {
        current = null;
        try
        {
            if (SessionFile.Read() is { } stored && ApiUrl.TryParse(stored.Server, out var api) && HawkSession.TryFromToken(stored.Token, out var session))
                current = new CurrentSession(api, stored.User, session);
            else
                Report.Failed("There is no session. Log in first: kintohawk login URL -u NAME");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Report.Failed($"The session cannot be read: {failure.Message}");
        }

        return current is not null;
    }

    /// <summary>The account and its server, and nothing secret.</summary>
    public override string ToString() => $"{User} at {Api}";
}
