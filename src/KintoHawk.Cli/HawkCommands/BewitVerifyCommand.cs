using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk bewit-verify</c>: judges a link as a server does.</summary>
static class BewitVerifyCommand
{
    const string Details =
        """
        Judges a link in the order of the protocol: form, credential, MAC, expiry. There is no skew. The id
        is the one in the link; with --id or --session any other id is refused. --ts sets the server's
        clock.

          kintohawk hawk bewit-verify "$link" --key-file files.key
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions(hasMethod: false);
        var key = new KeyOptions();
        var timestamp = CommonOptions.Timestamp("The server's clock. Default: now.");
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "bewit-verify",
            "Verify a signed link as a server does.",
            Details,
            (ExitCode.Success, "the link is accepted"),
            (ExitCode.Failure, "the link is refused"),
            (ExitCode.Usage, "wrong arguments, or a key or input that cannot be read: there is no verdict"));
        target.AddTo(command);
        key.AddTo(command);
        command.Options.Add(timestamp);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            if (!target.TryReadReceived(result, out var request, out var refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            var asJson = result.GetValue(json);
            var failure = HawkBewit.Parse("GET", request.Resource, hasAuthorization: false, out var bewit);
            if (failure is HawkFailure.NotHawk)
                return Verdict.Refused(asJson, failure, "There is no bewit parameter");
            if (failure is not HawkFailure.None)
                return Verdict.Refused(asJson, failure);
            if (!key.TryRead(result, bewit.Id.ToString(), inputIsTaken: false, out var credential, out refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            using (credential)
            {
                var now = CommonOptions.Now(result.GetValue(timestamp));
                failure = key.Names(result, credential, bewit.Id)
                    ? HawkServer.VerifyBewit(in bewit, request.ToTarget(), credential, now, TimeSpan.MaxValue, out _)
                    : HawkFailure.UnknownCredential;
                return failure is HawkFailure.None
                    ? Verdict.Accepted(asJson, ("id", bewit.Id.ToString()), ("exp", bewit.Expires.ToString()), ("ext", bewit.Ext.ToString()), ("resource", bewit.Resource))
                    : Verdict.Refused(asJson, failure);
            }
        });
        return command;
    }
}
