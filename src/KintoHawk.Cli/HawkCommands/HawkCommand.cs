namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk</c>: the Hawk protocol for scripts, and for people who debug any Hawk service.</summary>
static class HawkCommand
{
    const string Details =
        """
        These commands work with any Hawk service; none needs a Kinto server or a login. Each explains
        itself: kintohawk hawk COMMAND --help.

        A credential is an id, a key and an algorithm. The key comes from --key-file, --key-env, --session,
        the variable HAWK_KEY, or the terminal, and the id from --id or the variable HAWK_ID.

        Results go to standard output, and with --json as one object. With --ts and --nonce the same
        arguments give the same result.
        """;

    public static CliCommand Create() => new(
        "hawk",
        "Sign, verify and explain Hawk requests, links and messages of any service.",
        Details,
        (ExitCode.Success, "done, or verified"),
        (ExitCode.Failure, "refused, or the command could not do its work"),
        (ExitCode.Usage, "wrong arguments, or nothing to verify with"))
    {
        HeaderCommand.Create(),
        VerifyCommand.Create(),
        BewitCommand.Create(),
        BewitVerifyCommand.Create(),
        HashCommand.Create(),
        MessageCommand.Create(),
        MessageVerifyCommand.Create(),
        ResponseVerifyCommand.Create(),
        SessionCommand.Create(),
        ExplainCommand.Create(),
        RequestCommand.Create(),
        VectorsCommand.Create(),
    };
}
