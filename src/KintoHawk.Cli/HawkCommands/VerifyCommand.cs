using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk verify</c>: judges a received request as a server does.</summary>
static class VerifyCommand
{
    const string Details =
        """
        Judges a request in the order of the protocol: header, credential, MAC, timestamp, body. The id is
        the one in the header; with --id or --session any other id is refused. Nonces are not remembered,
        so a copy is not told from the original.

        VALUE is the value of the Authorization field, @FILE or - for standard input; the name of the
        field may stand before it. The body is verified when it is given, and then the header must carry
        its hash. --ts sets the server's clock.

          kintohawk hawk verify GET /things?x=1 --host api.example.com --tls --header "$value" --key-file api.key

        'kintohawk hawk explain' says what is different when the MAC does not match.
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions();
        var header = HeaderOption.Create();
        var key = new KeyOptions();
        var body = new BodyOptions();
        var timestamp = CommonOptions.Timestamp("The server's clock. Default: now.");
        var skew = CommonOptions.Skew();
        var verbose = CommonOptions.Verbose();
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "verify",
            "Verify a signed request as a server does.",
            Details,
            (ExitCode.Success, "the request is accepted"),
            (ExitCode.Failure, "the request is refused"),
            (ExitCode.Usage, "wrong arguments, or a key or input that cannot be read: there is no verdict"))
        {
            header,
        };
        target.AddTo(command);
        key.AddTo(command);
        body.AddTo(command);
        command.Options.Add(timestamp);
        command.Options.Add(skew);
        command.Options.Add(verbose);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            if (!target.TryReadReceived(result, out var request, out var refusal) || !HeaderOption.TryRead(result, header, body.TakesInput(result), out var value, out refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            var asJson = result.GetValue(json);
            var failure = HawkHeader.Parse(value, out var parsed, out var message);
            if (failure is not HawkFailure.None)
                return Verdict.Refused(asJson, failure, message);
            if (!key.TryRead(result, parsed.Id.ToString(), body.TakesInput(result) || HeaderOption.TakesInput(result, header), out var credential, out refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            using (credential)
            {
                var now = CommonOptions.Now(result.GetValue(timestamp));
                var received = request.ToTarget();
                if (result.GetValue(verbose))
                    SignedText.Show("Text as received:", HawkText.OfRequest(in parsed, in received).ToString());
                if (!key.Names(result, credential, parsed.Id))
                    return Verdict.Refused(asJson, HawkFailure.UnknownCredential);
                failure = HawkServer.VerifyMac(in parsed, in received, credential, now);
                if (failure is not HawkFailure.None)
                    return Verdict.Refused(asJson, failure);
                if (HawkServer.VerifyFreshness(in parsed, now, result.GetValue(skew) ?? HawkServer.DefaultSkew) is not HawkFailure.None)
                    return Verdict.Refused(asJson, HawkFailure.StaleTimestamp, challenge: HawkServer.StaleChallenge(credential, now));
                if (!body.TryHash(result, credential.Algorithm, out var hash, out refusal))
                    return Report.Failed(refusal, ExitCode.Usage);
                if (hash is not null && (failure = HawkServer.VerifyPayload(in parsed, credential, HawkPayload.FromHash(hash))) is not HawkFailure.None)
                    return Verdict.Refused(asJson, failure);
                return Verdict.Accepted(
                    asJson,
                    ("id", parsed.Id.ToString()),
                    ("ts", parsed.Timestamp.ToString()),
                    ("nonce", parsed.Nonce.ToString()),
                    ("hash", parsed.Hash.ToString()),
                    ("ext", parsed.Ext.ToString()),
                    ("app", parsed.App.ToString()),
                    ("dlg", parsed.Dlg.ToString()),
                    ("payload", hash is null ? "not verified" : "verified"));
            }
        });
        return command;
    }
}
