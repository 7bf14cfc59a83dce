using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Hawk;
using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk session</c>: id and key of a session token.</summary>
static class SessionCommand
{
    const string TokenVariable = "HAWK_SESSION_TOKEN";

    const string Details =
        """
        Derives what a client of a Kinto server signs with from the token the server has given out in
        Hawk-Session-Token. THE KEY IS A SECRET, and this command exists to print it: whoever reads the
        output can sign as the account. Send it where it belongs, not to a log.

        TOKEN on the command line can be seen by other users of this machine. Without it the token comes
        from --token-file, --token-env, the variable HAWK_SESSION_TOKEN, or the terminal.

          kintohawk hawk session --token-file token.txt --json
        """;

    public static CliCommand Create()
    {
        var token = new Argument<string?>("TOKEN") { Description = "The token, 64 hexadecimal digits. Other users of this machine can see it.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Option<string?>("--token-file") { Description = "Read the token from FILE, from standard input with -, or from the file 'kintohawk login' keeps.", HelpName = "FILE" };
        var environment = new Option<string?>("--token-env") { Description = "Read the token from the variable NAME.", HelpName = "NAME" };
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "session",
            "Print id and key of a session token. The key is a secret.",
            Details,
            (ExitCode.Success, "id and key are printed"),
            (ExitCode.Failure, "there is no token, or it is not one"),
            (ExitCode.Usage, "wrong arguments"))
        {
            token,
            file,
            environment,
            json,
        };
        command.Validators.Add(result =>
        {
            bool[] given = [result.GetResult(token)?.Tokens.Count > 0, result.GetResult(file) is not null, result.GetResult(environment) is not null];
            if (given.Count(static isGiven => isGiven) > 1)
                result.AddError("TOKEN, --token-file and --token-env exclude each other.");
        });
        command.SetAction(result =>
        {
            if (!TryRead(result.GetValue(token), result.GetValue(file), result.GetValue(environment), out var session, out var refusal))
                return Report.Failed(refusal);
            if (result.GetValue(json))
            {
                JsonOutput.Write(("id", session.Id), ("key", session.Key), ("algorithm", HawkAlgorithm.Sha256.Name()));
            }
            else
            {
                Console.WriteLine($"id: {session.Id}");
                Console.WriteLine($"key: {session.Key}");
            }

            return ExitCode.Success;
        });
        return command;
    }

    static bool TryRead(string? token, string? file, string? variable, [NotNullWhen(true)] out HawkSession? session, [NotNullWhen(false)] out string? refusal)
    {
        if (file is not null)
            return SessionTokenFile.TryRead(file, out session, out refusal);
        (session, refusal) = (null, null);
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is null)
        {
            refusal = $"The variable {variable} is not set.";
            return false;
        }

        token ??= Environment.GetEnvironmentVariable(variable ?? TokenVariable) is { Length: > 0 } value ? value : Prompt.Secret("Session token: ");
        if (!HawkSession.TryFromToken(token?.Trim(), out session))
            refusal = token is null ? "The input ended before the token." : $"This is not a session token; {SessionTokenFile.Accepted}.";
        return session is not null;
    }
}
