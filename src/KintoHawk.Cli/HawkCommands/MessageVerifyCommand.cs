using System.Text;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk message-verify</c>: judges a message as its receiver does.</summary>
static class MessageVerifyCommand
{
    const string Details =
        """
        Judges a message in the order of the protocol: form of the signature, credential, MAC, hash of the
        message, timestamp. VALUE is the signature that 'kintohawk hawk message' prints, @FILE or -. Nonces
        are not remembered. --ts sets the receiver's clock.

          kintohawk hawk message-verify --host queue.example.com --port 5672 --header @signature.json \
            --data-file message.bin --key-file queue.key
        """;

    public static CliCommand Create()
    {
        var place = new PlaceOptions();
        var signature = HeaderOption.Create("--header", "signature, a JSON object,");
        var key = new KeyOptions();
        var body = new BodyOptions("The message", isFromInputByDefault: true);
        var timestamp = CommonOptions.Timestamp("The receiver's clock. Default: now.");
        var skew = CommonOptions.Skew();
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "message-verify",
            "Verify a signed message as its receiver does.",
            Details,
            (ExitCode.Success, "the message is accepted"),
            (ExitCode.Failure, "the message is refused"),
            (ExitCode.Usage, "wrong arguments, or a key or input that cannot be read: there is no verdict"))
        {
            signature,
        };
        place.AddTo(command);
        key.AddTo(command);
        body.AddTo(command, hasContentType: false);
        command.Options.Add(timestamp);
        command.Options.Add(skew);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            if (!HeaderOption.TryRead(result, signature, body.TakesInput(result), out var value, out var refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            var asJson = result.GetValue(json);
            if (HawkMessage.Parse(Encoding.UTF8.GetBytes(value), out var message) is not HawkFailure.None || message is null)
                return Verdict.Refused(asJson, HawkFailure.InvalidMessage);
            if (!key.TryRead(result, message.Id, body.TakesInput(result) || HeaderOption.TakesInput(result, signature), out var credential, out refusal))
                return Report.Failed(refusal, ExitCode.Usage);
            using (credential)
            {
                if (!body.TryRead(result, out var payload, out refusal))
                    return Report.Failed(refusal, ExitCode.Usage);
                var now = CommonOptions.Now(result.GetValue(timestamp));
                var failure = key.Names(result, credential, message.Id)
                    ? HawkServer.VerifyMessage(message, place.Host(result), place.Port(result), payload, credential, now, out _)
                    : HawkFailure.UnknownCredential;
                if (failure is HawkFailure.None)
                    failure = HawkServer.VerifyFreshness(message, now, result.GetValue(skew) ?? HawkServer.DefaultSkew);
                return failure is HawkFailure.None
                    ? Verdict.Accepted(asJson, ("id", message.Id), ("ts", $"{message.Timestamp}"), ("nonce", message.Nonce), ("hash", message.Hash))
                    : Verdict.Refused(asJson, failure);
            }
        });
        return command;
    }
}
