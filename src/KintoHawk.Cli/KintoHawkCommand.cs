using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using KintoHawk.Cli.Accounts;
using KintoHawk.Cli.Backup;
using KintoHawk.Cli.Checking;
using KintoHawk.Cli.HawkCommands;
using KintoHawk.Cli.Init;
using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Sessions;
using KintoHawk.Cli.Terminal;
using KintoHawk.Cli.Upkeep;
using KintoHawk.Server;

namespace KintoHawk.Cli;

/// <summary>The command line: every command, and what happens to arguments that nobody understands.</summary>
static class KintoHawkCommand
{
    public static async Task<int> InvokeAsync(string[] arguments)
    {
        var root = Build();
        // No response files: in 'http PUT /path @file' the file is the body, not more arguments.
        var result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0 && result.Action is not DetailedHelp)
        {
            foreach (var error in result.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync();
            await root.Parse([.. Path(result.CommandResult), "--help"]).InvokeAsync(new InvocationConfiguration { Output = Console.Error });
            return ExitCode.Usage;
        }

        // Without a limit of its own the parser leaves signals to the server, which needs them to finish what is in flight.
        return await result.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    /// <summary>The names that lead to a command, without the name of the program.</summary>
    static IEnumerable<string> Path(CommandResult command) => command.Parent is CommandResult parent ? [.. Path(parent), command.Command.Name] : [];

    static RootCommand Build()
    {
        var root = new RootCommand("KintoHawk: a server for Kinto's HTTP API with accounts and Hawk sessions, and a client for it.")
        {
            InitCommand.Create(),
            CheckCommand.Create(),
            StartCommand.Create(),
            MigrateCommand.Create(),
            CreateUserCommand.Create(),
            FlushCacheCommand.Create(),
            PurgeDeletedCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            LoginCommand.Create(),
            HttpCommand.Create(),
            LogoutCommand.Create(),
            HawkCommand.Create(),
            Version(),
        };
        // What the command prints; on its own the option prints another text.
        foreach (var option in root.Options.OfType<VersionOption>())
            (option.Action, option.Description) = (new VersionAction(), "Print the version.");
        foreach (var option in root.Options.OfType<HelpOption>())
            option.Action = new DetailedHelp((HelpAction)option.Action!);
        return root;
    }

    static CliCommand Version()
    {
        // Scripts give the same options to every command.
        var command = new CliCommand("version", "Print the version.", "The version is the only thing on standard output.", (ExitCode.Success, "always"))
        {
            SourceOptions.IniOption("Has no effect."),
        };
        new VerbosityOptions().AddTo(command);
        command.Action = new VersionAction();
        return command;
    }

    sealed class VersionAction : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            Console.WriteLine(Product.Version);
            return ExitCode.Success;
        }
    }
}
