using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk hash</c>: the payload hash of a body.</summary>
static class HashCommand
{
    const string Details =
        """
        Prints the payload hash in base64: a digest over a tag, the media type and the bytes of the body,
        as it stands in the hash attribute of a header. It needs no key. The body is read in pieces and
        may be of any size.

          kintohawk hawk hash --data-file photo.jpg --content-type image/jpeg
        """;

    public static CliCommand Create()
    {
        var body = new BodyOptions(isFromInputByDefault: true);
        var algorithm = KeyOptions.AlgorithmOption();
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "hash",
            "Print the payload hash of a body.",
            Details,
            (ExitCode.Success, "the hash is printed"),
            (ExitCode.Failure, "the body cannot be read, or its Content-Type cannot be signed"),
            (ExitCode.Usage, "wrong arguments"));
        body.AddTo(command);
        command.Options.Add(algorithm);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            var chosen = result.GetValue(algorithm) ?? HawkAlgorithm.Sha256;
            if (!body.TryHash(result, chosen, out var hash, out var refusal))
                return Report.Failed(refusal);
            var text = Convert.ToBase64String(hash!);
            if (result.GetValue(json))
                JsonOutput.Write(("hash", text), ("algorithm", chosen.Name()), ("content_type", body.ContentType(result)));
            else
                Console.WriteLine(text);
            return ExitCode.Success;
        });
        return command;
    }
}
