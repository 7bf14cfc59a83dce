using System.CommandLine;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary><c>kintohawk hawk bewit</c>: signs a link.</summary>
static class BewitCommand
{
    const string Details =
        """
        Prints the link: the same URL with a bewit parameter at the end of its query. Whoever has it may
        GET and HEAD that URL until it expires, as often as they like; nobody can change path or query.
        The link is a secret for as long as it is good.

        With a path and --host the path is printed with its bewit. --json also gives the bewit alone.

        A link cannot be taken back, except together with its key. One for more than 7 days, which servers
        of this library refuse unless told otherwise, has to be asked for with --long-lived.

          kintohawk hawk bewit https://files.example.com/report.pdf --ttl 15m --key-file files.key
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions(hasMethod: false);
        var key = new KeyOptions();
        var lifetime = CommonOptions.Lifetime();
        var longLived = new Option<bool>("--long-lived") { Description = "Allow a --ttl of more than 7 days." };
        var ext = CommonOptions.AttributeText("--ext", "A text for the server's application.");
        var timestamp = CommonOptions.Timestamp("The time the life of the link begins. Default: now.");
        var json = CommonOptions.Json();
        var command = new CliCommand(
            "bewit",
            "Sign a link that opens one URL until it expires.",
            Details,
            (ExitCode.Success, "the link is printed"),
            (ExitCode.Failure, "no key, or a URL that cannot be a link"),
            (ExitCode.Usage, "wrong arguments"))
        {
            lifetime,
            longLived,
        };
        target.AddTo(command);
        key.AddTo(command);
        command.Options.Add(ext);
        command.Options.Add(timestamp);
        command.Options.Add(json);
        command.Validators.Add(result =>
        {
            // By its text: the value of one that is no duration cannot be asked for.
            if (result.GetResult(lifetime)?.Tokens is [var text] && CommonOptions.TryParseDuration(text.Value, out var asked) && asked > HawkClient.MaxLinkLifetime && !result.GetValue(longLived))
                result.AddError("--ttl is more than 7 days; give --long-lived too if the link is to be good for that long.");
        });
        command.SetAction(result =>
        {
            if (!target.TryRead(result, out var request, out var refusal) || !key.TryRead(result, id: null, inputIsTaken: false, out var credential, out refusal))
                return Report.Failed(refusal);
            using (credential)
            {
                var order = new LinkOrder(request, target.Text(result), CommonOptions.Now(result.GetValue(timestamp)), result.GetRequiredValue(lifetime)!.Value, result.GetValue(ext));
                TargetOptions.WarnWhenRewritten(order.Text, request);
                if (!order.TrySign(credential, out var link, out var bewit, out refusal))
                    return Report.Failed(refusal);
                if (result.GetValue(json))
                    JsonOutput.Write(writer =>
                    {
                        writer.WriteString("link", link);
                        writer.WriteString("bewit", bewit);
                        writer.WriteString("id", credential.Id);
                        writer.WriteNumber("exp", order.Expires.ToUnixTimeSeconds());
                        JsonOutput.WriteText(writer, "ext", order.Ext);
                    });
                else
                    Console.WriteLine(link);
                return ExitCode.Success;
            }
        });
        return command;
    }
}
