using System.CommandLine;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk header</c>: signs a request and prints the header.</summary>
static class HeaderCommand
{
    const string Details =
        """
        Prints the value of the Authorization field, and nothing else. It is good for one request, within
        the skew the server allows, for whoever has it.

        A body given with --data or --data-file is covered by the signature; --hash takes a payload hash
        that 'kintohawk hawk hash' has printed. Without either the body is not signed.

          export HAWK_ID=dh37fgj492je
          kintohawk hawk header GET https://api.example.com/things --key-file api.key
          printf 'Authorization: %s' "$(kintohawk hawk header GET "$url" --key-file api.key)" | curl -H @- "$url"

        This way the value is on no command line, which other users of the machine can see.
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions();
        var key = new KeyOptions();
        var body = new BodyOptions();
        var hash = new Option<string?>("--hash") { Description = "The finished payload hash, in base64, instead of a body.", HelpName = "HASH" };
        var extras = new SignatureOptions();
        var timestamp = CommonOptions.Timestamp("The time to sign. Default: now.");
        var verbose = CommonOptions.Verbose();
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "header",
            "Sign a request: print its Authorization value.",
            Details,
            (ExitCode.Success, "the header is printed"),
            (ExitCode.Failure, "no key, or something that cannot be read or signed"),
            (ExitCode.Usage, "wrong arguments"));
        target.AddTo(command);
        key.AddTo(command);
        body.AddTo(command);
        command.Options.Add(hash);
        extras.AddTo(command);
        command.Options.Add(timestamp);
        command.Options.Add(verbose);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetResult(hash) is not null && body.IsAskedFor(result))
                result.AddError("--hash and a body exclude each other.");
        });
        command.SetAction(result =>
        {
            if (!target.TryRead(result, out var request, out var refusal)
                || !key.TryRead(result, id: null, body.TakesInput(result), out var credential, out refusal))
                return Report.Failed(refusal);
            using (credential)
            {
                if (!body.TryHash(result, credential.Algorithm, out var digest, out refusal) || !TryTakeHash(result.GetValue(hash), credential.Algorithm, ref digest, out refusal))
                    return Report.Failed(refusal);
                TargetOptions.WarnWhenRewritten(target.Text(result), request);
                var payload = digest is null ? HawkPayload.None : HawkPayload.FromHash(digest);
                if (!extras.TrySign(result, credential, request.ToTarget(), CommonOptions.Now(result.GetValue(timestamp)), in payload, out var signed, out refusal))
                    return Report.Failed(refusal);
                if (result.GetValue(verbose))
                    SignedText.Show("Signed text:", signed.NormalizedText);
                if (result.GetValue(json))
                    WriteJson(signed);
                else
                    Console.WriteLine(signed.Value);
                return ExitCode.Success;
            }
        });
        return command;
    }

    static bool TryTakeHash(string? text, HawkAlgorithm algorithm, ref byte[]? hash, out string refusal)
    {
        refusal = $"--hash is not a payload hash of {algorithm.Name()}; accepted: {algorithm.HashSize()} bytes in base64.";
        if (text is null)
            return true;
        var bytes = new byte[64];
        // Only the one canonical spelling: it is the text that is signed.
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != algorithm.HashSize() || Convert.ToBase64String(bytes, 0, written) != text)
            return false;
        hash = bytes[..written];
        return true;
    }

    static void WriteJson(HawkAuthorization signed) => JsonOutput.Write(writer =>
    {
        writer.WriteString("authorization", signed.Value);
        writer.WriteString("id", signed.Id);
        writer.WriteNumber("ts", signed.Timestamp);
        writer.WriteString("nonce", signed.Nonce);
        writer.WriteString("method", signed.Method);
        writer.WriteString("resource", signed.Resource);
        writer.WriteString("host", signed.Host);
        writer.WriteNumber("port", signed.Port);
        JsonOutput.WriteText(writer, "hash", signed.Hash);
        JsonOutput.WriteText(writer, "ext", signed.Ext);
        JsonOutput.WriteText(writer, "app", signed.App);
        JsonOutput.WriteText(writer, "dlg", signed.Dlg);
        writer.WriteString("normalized", signed.NormalizedText);
    });
}
