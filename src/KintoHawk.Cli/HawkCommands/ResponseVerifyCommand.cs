using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk response-verify</c>: judges a response as a client does.</summary>
static class ResponseVerifyCommand
{
    const string Details =
        """
        Judges the Server-Authorization value of a response. Method and URL are those of the request, and
        --header is the Authorization value the request was sent with: a response is bound to its request.
        The body and the Content-Type are those of the response; a body that is given must be covered by
        the signature. Both values may be @FILE or - for standard input.

          kintohawk hawk response-verify GET https://api.example.com/things --header "$sent" \
            --response-header "$received" --data-file body.json --content-type application/json --key-file api.key
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions();
        var header = HeaderOption.Create("--header", "Authorization");
        var response = HeaderOption.Create("--response-header", "Server-Authorization");
        var key = new KeyOptions();
        var body = new BodyOptions("The body of the response");
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "response-verify",
            "Verify a signed response as a client does.",
            Details,
            (ExitCode.Success, "the response is accepted"),
            (ExitCode.Failure, "the response is refused"),
            (ExitCode.Usage, "wrong arguments, or a key or input that cannot be read: there is no verdict"))
        {
            header,
            response,
        };
        target.AddTo(command);
        key.AddTo(command);
        body.AddTo(command);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            var inputIsTaken = body.TakesInput(result);
            if (!target.TryReadReceived(result, out var request, out var refusal)
                || !HeaderOption.TryRead(result, header, inputIsTaken, out var sent, out refusal)
                || !HeaderOption.TryRead(result, response, inputIsTaken |= HeaderOption.TakesInput(result, header), out var received, out refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            if (HawkHeader.Parse(sent, out var parsed, out var message) is not HawkFailure.None)
                return Report.Failed($"--header is not an Authorization value of Hawk: {message}.", ExitCode.Usage);
            if (!key.TryRead(result, parsed.Id.ToString(), inputIsTaken || HeaderOption.TakesInput(result, response), out var credential, out refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            using (credential)
            {
                if (!SignedRequest.TryRebuild(in parsed, request, credential, out var signed, out refusal) || !body.TryHash(result, credential.Algorithm, out var hash, out refusal))
                    return Report.Failed(refusal, ExitCode.Usage);
                if (HawkServer.VerifyMac(in parsed, request.ToTarget(), credential, TimeProvider.System.GetUtcNow()) is not HawkFailure.None)
                    Console.Error.WriteLine("--header was not signed with this key for this method and URL: its response cannot match.");
                var payload = hash is null ? HawkPayload.None : HawkPayload.FromHash(hash);
                var failure = HawkClient.VerifyResponse(signed, credential, received, HawkResponseCheck.Required, in payload);
                return failure is HawkResponseFailure.None
                    ? Verdict.Accepted(result.GetValue(json), ("id", signed.Id), ("payload", hash is null ? "not verified" : "verified"))
                    : Verdict.Refused(result.GetValue(json), $"{failure}", failure.Message());
            }
        });
        return command;
    }
}
