using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace KintoHawk.Cli;

/// <summary>The generated help, then the details of the command.</summary>
sealed class DetailedHelp(HelpAction generated) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = generated.Invoke(parseResult);
        if (parseResult.CommandResult.Command is CliCommand command)
            command.WriteDetails(parseResult.InvocationConfiguration.Output);
        return exitCode;
    }
}
