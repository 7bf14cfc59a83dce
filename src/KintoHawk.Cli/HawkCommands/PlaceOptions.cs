using System.CommandLine;
using Hawk;

namespace KintoHawk.Cli.HawkCommands;

/// <summary>The host and the port that both sides of a message have agreed to sign.</summary>
sealed class PlaceOptions
{
    readonly Option<string> _host = new("--host") { Description = "The host both sides have agreed to sign.", HelpName = "HOST", Required = true };
    readonly Option<int?> _port = CommonOptions.Port("The port both sides have agreed to sign.", least: 1);

    public PlaceOptions()
    {
        _port.Required = true;
        _host.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<string>() is { } host && !HawkTarget.TryCreate("GET", "/", host, 1, out _))
                result.AddError($"--host is '{host}'; accepted: a host name or address without port.");
        });
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_host);
        command.Options.Add(_port);
    }

    public string Host(ParseResult result) => result.GetRequiredValue(_host);

    public int Port(ParseResult result) => result.GetRequiredValue(_port)!.Value;
}
