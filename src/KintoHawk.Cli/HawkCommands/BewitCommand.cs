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

          kintohawk hawk bewit https://files.example.com/report.pdf --ttl 15m --key-file files.key
        """;

    public static CliCommand Create()
    {
        var target = new TargetOptions(hasMethod: false);
        var key = new KeyOptions();
        var lifetime = CommonOptions.Lifetime();
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
        };
        target.AddTo(command);
        key.AddTo(command);
        command.Options.Add(ext);
        command.Options.Add(timestamp);
        command.Options.Add(json);
        command.SetAction(result =>
        {
            if (!target.TryRead(result, out var request, out var refusal) || !key.TryRead(result, id: null, inputIsTaken: false, out var credential, out refusal))
                return Report.Failed(refusal);
            using (credential)
            {
                TargetOptions.WarnWhenRewritten(target.Text(result), request);
                var now = CommonOptions.Now(result.GetValue(timestamp));
                if (DateTimeOffset.MaxValue - now < result.GetRequiredValue(lifetime))
                    return Report.Failed("The link would expire after the year 9999.");
                return Sign(request, target.Text(result), credential, now + result.GetRequiredValue(lifetime)!.Value, result.GetValue(ext), result.GetValue(json));
            }
        });
        return command;
    }

    static int Sign(RequestTarget request, string text, HawkCredential credential, DateTimeOffset expires, string? ext, bool asJson)
    {
        var url = text is ['/', ..] ? null : new Uri(text);
        if (url is { UserInfo.Length: > 0 })
            return Report.Failed("The URL has user information; a link opens without any other authentication.");
        string bewit;
        try
        {
            bewit = HawkClient.CreateBewit(credential, request.ToTarget(), expires, ext);
        }
        catch (ArgumentException)
        {
            return Report.Failed("This URL cannot be a link: it is no path, it has a bewit already, or it would be longer than the 4096 characters a server accepts.");
        }

        var resource = $"{request.Resource}{(request.Resource.Contains('?') ? '&' : '?')}bewit={bewit}";
        var link = url is null ? resource : $"{url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)}{resource}{url.Fragment}";
        if (asJson)
            JsonOutput.Write(writer =>
            {
                writer.WriteString("link", link);
                writer.WriteString("bewit", bewit);
                writer.WriteString("id", credential.Id);
                writer.WriteNumber("exp", expires.ToUnixTimeSeconds());
                JsonOutput.WriteText(writer, "ext", ext);
            });
        else
            Console.WriteLine(link);
        return ExitCode.Success;
    }
}
