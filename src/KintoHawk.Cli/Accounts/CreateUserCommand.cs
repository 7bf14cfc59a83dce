using KintoHawk.Cli.Serving;
using KintoHawk.Cli.Terminal;
using KintoHawk.Core.Caching;
using KintoHawk.Core.Storage;
using KintoHawk.Server.Plugins.Accounts;
using KintoHawk.Server.Settings;

namespace KintoHawk.Cli.Accounts;

/// <summary><c>kintohawk create-user</c>: creates an account, or gives an existing one a new password.</summary>
static class CreateUserCommand
{
    const string Details =
        """
        The account may change and delete itself. One that exists already is replaced as a whole: its other
        fields are lost, its sessions end, its old password stops working at once. A server may run
        meanwhile. With cache_backend memory a running server cannot be told: there, sessions go on, and
        the old password for account_cache_ttl_seconds.

        A password on the command line can be seen by other users of this machine: leave -p out to be
        asked, or redirect two equal lines to standard input.
        """;

    public static CliCommand Create()
    {
        var source = new SourceOptions();
        var verbosity = new VerbosityOptions();
        var name = CredentialOptions.Name(required: false);
        var password = CredentialOptions.Password();
        var command = new CliCommand(
            "create-user",
            "Create an account, or replace an existing one.",
            Details,
            (ExitCode.Success, "the account is stored"),
            (ExitCode.Failure, "wrong settings, name or password; or the storage cannot be used"),
            (ExitCode.Usage, "wrong arguments"),
            (ExitCode.ReadOnly, "the settings make the server read-only"),
            (ExitCode.NoAccounts, "the settings do not include kinto.plugins.accounts"),
            (ExitCode.InputEnded, "the input ended at a prompt"))
        {
            name,
            password,
        };
        source.AddTo(command);
        verbosity.AddTo(command);
        command.SetAction((result, cancellationToken) =>
            RunAsync(source.Of(result), result.GetValue(name), result.GetValue(password), verbosity.MessagesOf(result), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(SettingsSource source, string? name, string? password, Messages messages, CancellationToken cancellationToken)
    {
        if (!SettingsAtStart.TryRead(source, port: null, out var options))
            return ExitCode.Failure;
        if (options.ReadOnly)
            return Report.Failed("The settings make the server read-only (readonly = true): no account can be created.", ExitCode.ReadOnly);
        if (!options.AccountsIncluded)
            return Report.Failed("The settings have no accounts: includes does not list kinto.plugins.accounts.", ExitCode.NoAccounts);
        if (options.StorageBackend is BackendKind.Memory)
            return Report.Failed("storage_backend is memory: the account would be lost when this command ends. Create it over HTTP, or set storage_backend to sqlite or postgresql.", ExitCode.Failure);

        name ??= Prompt.Line("Name of the account: ");
        if (name is null)
            return Report.Failed("The input ended. No account was created.", ExitCode.InputEnded);
        if (AccountAdministration.RefuseName(name) is { } badName)
            return Report.Failed(badName, ExitCode.Failure);
        password ??= Prompt.NewSecret($"Password of {name}: ", "The same password again: ");
        if (password is null)
            return Report.Failed("The input ended. No account was created.", ExitCode.InputEnded);
        if (AccountAdministration.RefusePassword(password) is { } badPassword)
            return Report.Failed(badPassword, ExitCode.Failure);
        return await StoreAsync(options, name, password, messages, cancellationToken);
    }

    static async Task<int> StoreAsync(KintoHawkOptions options, string name, string password, Messages messages, CancellationToken cancellationToken)
    {
        try
        {
            await using var backends = await Backends.OpenAsync(options, TimeProvider.System, previous: null, cancellationToken);
            using var accounts = new AccountAdministration(backends.Storage, backends.Cache, options, TimeProvider.System);
            await accounts.PutAsync(name, password, cancellationToken);
        }
        catch (Exception failure) when (failure is StorageUnavailableException or CacheUnavailableException)
        {
            return Report.Failed(failure.Message, ExitCode.Failure);
        }

        if (options.CacheBackend is BackendKind.Memory)
            messages.Note("cache_backend is memory: if a server runs now, sessions that the account has there go on.");
        messages.Result($"Account '{name}' is stored.");
        return ExitCode.Success;
    }
}
