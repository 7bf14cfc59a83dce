using System.Net;
using Hawk.Http;

namespace KintoHawk.Cli.Sessions;

/// <summary><c>kintohawk logout</c>: ends the session, here in any case and on the server if it can be told.</summary>
static class LogoutCommand
{
    const string Details =
        """
        Ends the session on the server and removes it from your config folder. It is removed there even
        when the server cannot be told; then it stays open on the server until it expires.
        """;

    public static CliCommand Create()
    {
        var command = new CliCommand(
            "logout",
            "End the session that login has opened.",
            Details,
            (ExitCode.Success, "the session is ended, or had ended before"),
            (ExitCode.Failure, "there is no session, or the server could not be told"),
            (ExitCode.Usage, "wrong arguments"));
        command.SetAction((_, cancellationToken) => RunAsync(cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (!CurrentSession.TryRead(out var current))
            return ExitCode.Failure;
        var problem = await EndAsync(current, cancellationToken);
        try
        {
            SessionFile.Delete();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report.Failed($"The session cannot be removed: {failure.Message}");
        }

        if (problem is not null)
            return Report.Failed($"The session is removed here, but {current.Api} could not end it: {problem} It is open there until it expires.");
        Console.WriteLine($"Logged out from {current.Api}.");
        return ExitCode.Success;
    }

    /// <summary>What went wrong, as a sentence; null when the session is ended.</summary>
    static async Task<string?> EndAsync(CurrentSession current, CancellationToken cancellationToken)
    {
        try
        {
            using var client = ApiClient.Create(current.Session, current.Api, trace: null);
            using var response = await client.DeleteAsync($"{current.Api}/hawk-sessions/current", cancellationToken);
            // 401: the server does not know the session, which is what was wanted.
            return response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.Unauthorized ? null : $"it answered {(int)response.StatusCode}.";
        }
        catch (HawkResponseException)
        {
            return "its answer is not the one it signed.";
        }
        catch (HttpRequestException failure)
        {
            return $"it cannot be reached ({failure.InnerException?.Message ?? failure.Message}).";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "it does not answer.";
        }
    }
}
