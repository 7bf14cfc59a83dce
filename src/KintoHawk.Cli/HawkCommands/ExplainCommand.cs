using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Hawk;
using Hawk.Diagnostics;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk explain</c>: says why a request is refused.</summary>
static class ExplainCommand
{
    const int MaxBodyBytes = 64 * 1024 * 1024;

    const string Details =
        """
        Says which of method, path, host, port, body, Content-Type, ext, key or clock would have to be
        different for the MAC to match, and shows both signed texts. Every cause it names is proved by a
        matching MAC or hash. Give the request as the server received it; the body, the Content-Type and
        other names of the server (--other-host) are tried when they are given. Without --header the URL
        may carry a bewit. It needs the key, so it tells nothing to anybody who could not sign.

          kintohawk hawk explain GET /things?x=1 --host 10.0.0.5:8080 --other-host api.example.com \
            --header "$value" --key-file api.key
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions();
        var header = HeaderOption.Create();
        header.Required = false;
        var others = new Option<string[]>("--other-host") { Description = "A name the client may have used for this server, with or without port; also more than once.", HelpName = "HOST" };
        var key = new KeyOptions();
        var body = new BodyOptions();
        var timestamp = CommonOptions.Timestamp("The server's clock. Default: now.");
        var skew = CommonOptions.Skew();
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "explain",
            "Explain why a signed request is refused.",
            Details,
            (ExitCode.Success, "nothing is wrong with the request"),
            (ExitCode.Failure, "the request is refused, and why is printed"),
            (ExitCode.Usage, "wrong arguments, or a key or input that cannot be read: there is no verdict"))
        {
            header,
            others,
        };
        target.AddTo(command);
        key.AddTo(command);
        body.AddTo(command);
        command.Options.Add(timestamp);
        command.Options.Add(skew);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            var inputIsTaken = body.TakesInput(result);
            string? value = null;
            if (!target.TryReadReceived(result, out var request, out var refusal)
                || (result.GetValue(header) is not null && !HeaderOption.TryRead(result, header, inputIsTaken, out value, out refusal))
                || !body.TryRead(result, out var payload, out refusal, MaxBodyBytes)
                || !TryReadCredential(result, key, request, value, inputIsTaken || HeaderOption.TakesInput(result, header), out var credential, out refusal))
                return Report.Failed(refusal!, ExitCode.Usage);
            using (credential)
            {
                var received = new HawkReceivedRequest
                {
                    Method = request.Method,
                    RawTarget = request.Resource,
                    HostField = request.HostField,
                    IsTls = request.IsTls,
                    Authorization = value,
                    ContentType = body.ContentType(result),
                    Body = payload is null ? (ReadOnlyMemory<byte>?)null : payload,
                    OtherHosts = result.GetValue(others) ?? [],
                };
                var explanation = HawkExplainer.Explain(received, credential, CommonOptions.Now(result.GetValue(timestamp)), result.GetValue(skew));
                if (result.GetValue(json))
                    WriteJson(explanation);
                else
                    Console.Write(explanation.ToString());
                return explanation.Failure is HawkFailure.None ? ExitCode.Success : ExitCode.Failure;
            }
        });
        return command;
    }

    /// <summary>The credential; null when the request names none, which its grammar then explains.</summary>
    static bool TryReadCredential(
        ParseResult result, KeyOptions key, RequestTarget request, string? header, bool inputIsTaken, out HawkCredential? credential, [NotNullWhen(false)] out string? refusal)
    {
        (credential, refusal) = (null, null);
        string? id = null;
        if (HawkHeader.Parse(header, out var parsed) is HawkFailure.None)
            id = parsed.Id.ToString();
        else if (header is null && HawkBewit.Parse("GET", request.Resource, hasAuthorization: false, out var bewit) is HawkFailure.None)
            id = bewit.Id.ToString();
        return id is null || key.TryRead(result, key.AskedId(result) ?? id, inputIsTaken, out credential, out refusal);
    }

    static void WriteJson(HawkExplanation explanation) => JsonOutput.Write(writer =>
    {
        writer.WriteBoolean("accepted", explanation.Failure is HawkFailure.None);
        if (explanation.Failure is not HawkFailure.None)
        {
            writer.WriteString("failure", $"{explanation.Failure}");
            writer.WriteString("message", explanation.Failure.Message());
            writer.WriteNumber("status", explanation.Failure.StatusCode());
        }

        writer.WriteStartArray("findings");
        foreach (var finding in explanation.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("subject", $"{finding.Subject}");
            writer.WriteString("signed", finding.Signed);
            writer.WriteString("received", finding.Received);
            writer.WriteString("advice", finding.Advice);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("suggestions");
        foreach (var suggestion in explanation.Suggestions)
            writer.WriteStringValue(suggestion);
        writer.WriteEndArray();
        writer.WriteNumber("tried", explanation.Tried);
        JsonOutput.WriteText(writer, "server_text", explanation.ServerText);
        JsonOutput.WriteText(writer, "client_text", explanation.ClientText);
    });
}
