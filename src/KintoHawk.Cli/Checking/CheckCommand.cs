using System.CommandLine;
using KintoHawk.Cli.HawkCommands;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.Checking;

/// <summary><c>kintohawk check</c>: would a server start with these settings?</summary>
static class CheckCommand
{
    const string Details =
        """
        Reads the settings as 'start' does, and tries what a server would need: storage, cache, the address
        to listen on, and the identity providers of OpenID Connect. Prints a line for everything that is
        wrong (error), for what the reference would do differently or an operator should know (notice), and
        for what is as it should be (ok). Makes no file and changes nothing. A server may run meanwhile;
        whether the port is free is therefore not looked at.

        Given the settings file of a running Kinto, it tells everything that this server would do otherwise:
        settings without effect, plugins that it does not have and the objects that they leave behind,
        passwords that it cannot verify, and how the database sorts and counts time.
        """;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new CliCommand(
            "check",
            "Say what is wrong with the settings and the backends.",
            Details,
            (ExitCode.Success, "a server would start; there may be notices"),
            (ExitCode.Failure, "a server would not start, or would miss something it needs"),
            (ExitCode.Usage, "wrong arguments"))
        {
            json,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) => RunAsync(source.Of(result) with { LooksOnly = true }, result.GetValue(json), verbosity.MessagesOf(result), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(SettingsSource source, bool json, Messages messages, CancellationToken cancellationToken)
    {
        var (options, notices, errors) = SettingsAtStart.Read(source, port: null);
        IReadOnlyList<CheckedPart> parts = [];
        if (options is not null)
        {
            var checkup = new Checkup(options, TimeProvider.System);
            parts = await checkup.RunAsync(cancellationToken);
            notices = [.. notices, .. checkup.Notices];
        }

        var succeeded = errors.Count == 0 && parts.All(static part => part.Failure is null);
        if (json)
            WriteJson(options?.ConfigurationFile?.Path, succeeded, errors, notices, parts);
        else
            WriteLines(errors, notices, parts, messages);
        return succeeded ? ExitCode.Success : ExitCode.Failure;
    }

    static void WriteLines(IReadOnlyList<string> errors, IReadOnlyList<string> notices, IReadOnlyList<CheckedPart> parts, Messages messages)
    {
        foreach (var error in errors)
            Console.WriteLine($"error: {error}");
        foreach (var part in parts.Where(static part => part.Failure is not null))
            Console.WriteLine($"error: {part.Name}: {part.Description}: {part.Failure}");
        foreach (var notice in notices)
            messages.Result($"notice: {notice}");
        foreach (var part in parts.Where(static part => part.Failure is null))
            messages.Result($"ok: {part.Name}: {part.Description}");
    }

    static void WriteJson(string? file, bool succeeded, IReadOnlyList<string> errors, IReadOnlyList<string> notices, IReadOnlyList<CheckedPart> parts) => JsonOutput.Write(writer =>
    {
        writer.WriteBoolean("ok", succeeded);
        writer.WriteString("settings", file);
        WriteTexts("errors", errors);
        WriteTexts("notices", notices);
        writer.WriteStartArray("parts");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            writer.WriteString("name", part.Name);
            writer.WriteString("description", part.Description);
            writer.WriteBoolean("ok", part.Failure is null);
            JsonOutput.WriteText(writer, "failure", part.Failure);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();

        void WriteTexts(string name, IReadOnlyList<string> texts)
        {
            writer.WriteStartArray(name);
            foreach (var text in texts)
                writer.WriteStringValue(text);
            writer.WriteEndArray();
        }
    });
}
