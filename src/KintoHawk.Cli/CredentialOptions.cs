using System.CommandLine;

namespace KintoHawk.Cli;

/// <summary>The options <c>-u</c> and <c>-p</c>.</summary>
static class CredentialOptions
{
    public static Option<string?> Name(bool required) => new("--username", "-u")
    {
        Description = required ? "The name of the account." : "The name of the account. Asked for when left out.",
        HelpName = "NAME",
        Required = required,
    };

    public static Option<string?> Password() => new("--password", "-p") { Description = "The password. Asked for, unseen, when left out.", HelpName = "PASSWORD" };
}
