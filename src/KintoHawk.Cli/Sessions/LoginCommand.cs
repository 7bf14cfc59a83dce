using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Hawk;
using KintoHawk.Cli.Terminal;

namespace KintoHawk.Cli.Sessions;

/// <summary><c>kintohawk login</c>: opens a session and keeps it for the commands after it.</summary>
static class LoginCommand
{
    const string Details =
        """
        Sends name and password once, and keeps what the server gives for them: a session token, in
        kintohawk/session.json of your config folder ($XDG_CONFIG_HOME, or else ~/.config), readable by
        you alone. The password is not kept. A session kept before is replaced, and stays open on its
        server until it expires; log out first to end it.

        URL is that of the server, with or without version: https://kinto.example.com or
        https://kinto.example.com/v1. A password on the command line can be seen by other users of this
        machine: leave -p out to be asked, or use --password-stdin.
        """;

    public static CliCommand Create()
    {
        var url = new Argument<string>("URL") { Description = "The server." };
        var name = CredentialOptions.Name(required: true);
        var password = CredentialOptions.Password();
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input." };
        var command = new CliCommand(
            "login",
            "Open a Hawk session and keep it for the commands http and logout.",
            Details,
            (ExitCode.Success, "the session is kept"),
            (ExitCode.Failure, "name or password refused, server not reachable, or no session to be had there"),
            (ExitCode.Usage, "wrong arguments"))
        {
            url,
            name,
            password,
            fromInput,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(password) is not null && result.GetValue(fromInput))
                result.AddError("--password and --password-stdin exclude each other.");
        });
        command.SetAction((result, cancellationToken) =>
            RunAsync(result.GetRequiredValue(url), result.GetRequiredValue(name)!, result.GetValue(password), result.GetValue(fromInput), cancellationToken));
        return command;
    }

    static async Task<int> RunAsync(string url, string name, string? password, bool fromInput, CancellationToken cancellationToken)
    {
        if (!ApiUrl.TryParse(url, out var api))
            return Report.Failed($"'{url}' is not the URL of a server; accepted: http:// or https://, a host, and optionally a port and a path.");
        if (name.Contains(':'))
            return Report.Failed($"'{name}' cannot be the name of an account: it has a colon.");
        if (!api.IsPrivate)
            await Console.Error.WriteLineAsync($"{api.Origin.Host} is asked without encryption: the password can be read on the way.");
        password ??= fromInput ? await Console.In.ReadLineAsync(cancellationToken) : Prompt.Secret($"Password of {name}: ");
        if (password is null)
            return Report.Failed("The input ended before the password.");

        try
        {
            using var client = ApiClient.Create();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{api}/hawk-sessions");
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
            using var response = await client.SendAsync(request, cancellationToken);
            return Keep(api, name, response);
        }
        catch (HttpRequestException failure)
        {
            return Report.Unreachable(api, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Report.Failed($"The session cannot be kept: {failure.Message}");
        }
    }

    static int Keep(ApiUrl api, string name, HttpResponseMessage response)
    {
        var token = response.Headers.NonValidated.TryGetValues("Hawk-Session-Token", out var values) ? values.ToString() : null;
        if (response.StatusCode is HttpStatusCode.Created && HawkSession.TryFromToken(token, out var session))
        {
            SessionFile.Write(new StoredSession { Server = api.ToString(), User = name, Token = session.Token });
            Console.WriteLine($"Logged in to {api} as {name}.");
            return ExitCode.Success;
        }

        return Report.Failed(response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => $"{api} refuses this name or password.",
            HttpStatusCode.NotFound => $"{api} has no Hawk sessions.",
            HttpStatusCode.Created => $"{api} answered without a session token.",
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest when response.Headers.Location is { } elsewhere =>
                $"{api} sends to {elsewhere}. The password is not sent there: log in with the URL of that server if you trust it.",
            _ => $"{api} answered {(int)response.StatusCode} {response.ReasonPhrase}.",
        });
    }
}
