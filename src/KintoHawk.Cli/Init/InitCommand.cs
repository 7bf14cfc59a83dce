using System.CommandLine;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.Init;

/// <summary><c>kintohawk init</c>: writes a settings file that a server starts with.</summary>
static class InitCommand
{
    const string Details =
        """
        The file has two new secrets, and its owner alone may read it. It enables accounts, Hawk sessions,
        personal buckets and the admin console; everybody may make an own account, and the account
        'admin', which is made with 'kintohawk create-user -u admin', manages all of them. SQLite keeps its
        databases beside the file.

        What --backend and --cache-backend leave out is asked for, on standard error. The addresses of
        PostgreSQL, Redis and memcached are those of servers on this machine: change them in the file, and
        see with 'kintohawk check' whether they answer.
        """;

    public static CliCommand Create()
    {
        var ini = SourceOptions.IniOption($"The file to write. Default: the file KINTO_INI names, else {SettingsSource.DefaultIni}.");
        var storage = BackendChoice.Storage.ToOption("--backend", "Where objects and permissions are kept.");
        var cache = BackendChoice.Cache.ToOption("--cache-backend", "Where sessions and other short-lived entries are kept.");
        var host = new Option<string>("--host") { Description = $"The address to listen on. Default: {ListenAddress.DefaultHost}.", HelpName = "H", DefaultValueFactory = static _ => ListenAddress.DefaultHost };
        var verbosity = new VerbosityOptions();
        var command = new CliCommand(
            "init",
            "Write a settings file.",
            Details,
            (ExitCode.Success, "the file is written"),
            (ExitCode.Failure, "the file exists already, or cannot be written"),
            (ExitCode.Usage, "wrong arguments"),
            (ExitCode.InputEnded, "the input ended at a prompt"))
        {
            ini,
            storage,
            cache,
            host,
        };
        command.Validators.Add(result =>
        {
            // What is not a host could be more than one line of the file.
            if (result.GetValue(host) is { } name && Uri.CheckHostName(name) is UriHostNameType.Unknown && name != "*")
                result.AddError($"--host is '{name}'; accepted: an address, a host name, or * for every address.");
        });
        verbosity.AddTo(command);
        command.SetAction(result => Run(
            result.GetValue(ini) ?? SettingsSource.FileOfSurroundings ?? SettingsSource.DefaultIni,
            result.GetValue(storage),
            result.GetValue(cache),
            result.GetRequiredValue(host),
            verbosity.MessagesOf(result)));
        return command;
    }

    static int Run(string file, string? storage, string? cache, string host, Messages messages)
    {
        if (File.Exists(file))
            return Report.Failed($"{file} exists already. Nothing was written.");
        if ((storage ?? BackendChoice.Storage.Ask()) is not { } storageBackend || (cache ?? BackendChoice.Cache.Ask()) is not { } cacheBackend)
        {
            Console.Error.WriteLine();
            return Report.Failed("The input ended. Nothing was written.", ExitCode.InputEnded);
        }

        try
        {
            if (Path.GetDirectoryName(file) is { Length: > 0 } folder)
                Directory.CreateDirectory(folder);
            if (!OwnFiles.TryCreate(file, SettingsTemplate.Fill(storageBackend, cacheBackend, host)))
                return Report.Failed($"{file} exists already. Nothing was written.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report.Failed($"{file} cannot be written: {failure.Message}");
        }

        messages.Result($"{file} is written.");
        return ExitCode.Success;
    }
}
