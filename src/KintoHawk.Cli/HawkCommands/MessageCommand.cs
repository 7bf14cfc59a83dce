using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk message</c>: signs a message outside HTTP.</summary>
static class MessageCommand
{
    const string Details =
        """
        Prints the signature of a message that does not travel by HTTP, for example over a socket or a
        queue: an object with id, ts, nonce, hash and mac, in one line. The message itself is not in it.
        Host and port are signed; both sides have to agree on them.

          printf 'hello' | kintohawk hawk message --host queue.example.com --port 5672 --key-file queue.key
        """;

    public static CliCommand Create()
    {
        var place = new PlaceOptions();
        var key = new KeyOptions();
        var body = new BodyOptions("The message", isFromInputByDefault: true);
        var timestamp = CommonOptions.Timestamp("The time to sign. Default: now.");
        var nonce = CommonOptions.AttributeText("--nonce", "The nonce. Default: 16 random bytes.");
        var verbose = CommonOptions.Verbose();
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "message",
            "Sign a message outside HTTP: print its signature.",
            Details,
            (ExitCode.Success, "the signature is printed"),
            (ExitCode.Failure, "no key, or a message that cannot be read or signed"),
            (ExitCode.Usage, "wrong arguments"));
        place.AddTo(command);
        key.AddTo(command);
        body.AddTo(command, hasContentType: false);
        command.Options.Add(timestamp);
        command.Options.Add(nonce);
        command.Options.Add(verbose);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            if (!key.TryRead(result, id: null, body.TakesInput(result), out var credential, out var refusal))
                return Report.Failed(refusal);
            using (credential)
            {
                if (!body.TryRead(result, out var payload, out refusal))
                    return Report.Failed(refusal);
                HawkMessage signed;
                try
                {
                    signed = HawkClient.SignMessage(
                        credential, place.Host(result), place.Port(result), payload, CommonOptions.Now(result.GetValue(timestamp)), result.GetValue(nonce));
                }
                catch (ArgumentException)
                {
                    return Report.Failed($"The signature would be longer than the {HawkMessage.MaxJsonLength} bytes a server reads.");
                }

                var text = Text(signed, place.Host(result), place.Port(result));
                if (result.GetValue(verbose))
                    SignedText.Show("Signed text:", text);
                if (result.GetValue(json))
                    JsonOutput.Write(writer =>
                    {
                        writer.WritePropertyName("authorization");
                        writer.WriteRawValue(signed.ToJson());
                        writer.WriteString("normalized", text);
                    });
                else
                    Console.WriteLine(signed.ToJson());
                return ExitCode.Success;
            }
        });
        return command;
    }

    static string Text(HawkMessage signed, string host, int port) => new HawkText
    {
        Kind = HawkTextKind.Message,
        Timestamp = $"{signed.Timestamp}",
        Nonce = signed.Nonce,
        // As it is signed: an address in its shortest form.
        Host = HawkTarget.TryCreate("GET", "/", host, port, out var target) ? target.Host.ToString() : host,
        Port = port,
        Hash = signed.Hash,
    }.ToString();
}
